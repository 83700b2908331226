#!/usr/bin/env bash
# Install what tests/export/test_standalone_programs.py needs, as far as it is not there.
set -euo pipefail

declare -A packages=(
  [gcc]="gcc libc6-dev"
  [valgrind]="valgrind"
  [qemu-arm]="qemu-user"
  [arm-linux-gnueabihf-gcc]="gcc-arm-linux-gnueabihf libc6-dev-armhf-cross"
  [arm-none-eabi-gcc]="gcc-arm-none-eabi libnewlib-arm-none-eabi"
)
absent=()
for tool in "${!packages[@]}"; do
  command -v "$tool" >/dev/null || absent+=(${packages[$tool]})
done
[ ${#absent[@]} = 0 ] && exit
if ! { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }; then
  echo "make test-exports needs, on Debian and as root: apt-get install ${absent[*]}" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${absent[@]}" >/dev/null
