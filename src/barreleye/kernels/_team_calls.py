"""How a leader wakes a helper, and how it waits for all of them, in LLVM's language."""

from __future__ import annotations

from string import Template

# A system may wake a helper on the very processor where its leader works, and let it wait there for milliseconds:
# Linux does, if the other processors are virtual and at rest. So a helper is forbidden its leader's processor
# before it is woken, and allows itself all that it had at the beginning as soon as it runs. It is not rung for
# again before that.
WAKE = Template("""
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare i64 @llvm.vector.reduce.or.v${longs}i64(<$longs x i64>)

define internal void @wake(ptr %team, ptr %state) {
entry:
  %others = alloca <$longs x i64>
  %rung.at = getelementptr i64, ptr %state, i64 $rung
  %rung = load atomic i64, ptr %rung.at acquire, align 8
  %pending = icmp ne i64 %rung, 0
  br i1 %pending, label %out, label %ring
ring:
  store atomic i64 1, ptr %rung.at release, align 8
  %places.at = getelementptr i64, ptr %state, i64 $places
  %places = load ptr, ptr %places.at
  %known = icmp ne ptr %places, null
  br i1 %known, label %choose, label %wake
choose:
  %where.at = $word $where
  %where = load ptr, ptr %where.at
  %cpu = call i32 %where()
  %here = zext i32 %cpu to i64
  %counted = icmp ult i64 %here, $cpus
  br i1 %counted, label %leave.out, label %wake
leave.out:
  call void @llvm.memcpy.p0.p0.i64(ptr %others, ptr %places, i64 $set, i1 false)
  %long = lshr i64 %here, 6
  %bit = and i64 %here, 63
  %one = shl i64 1, %bit
  %rest = xor i64 %one, -1
  %word.at = getelementptr i64, ptr %others, i64 %long
  %word.now = load i64, ptr %word.at
  %word.then = and i64 %word.now, %rest
  store i64 %word.then, ptr %word.at
  %all = load <$longs x i64>, ptr %others
  %any = call i64 @llvm.vector.reduce.or.v${longs}i64(<$longs x i64> %all)
  %some = icmp ne i64 %any, 0
  br i1 %some, label %move, label %wake
move:
  %thread.at = getelementptr i64, ptr %state, i64 $thread
  %thread.word = load i64, ptr %thread.at
  %thread = trunc i64 %thread.word to i32
  %allow.at = $word $allow
  %allow = load ptr, ptr %allow.at
  %ignored = call i32 %allow(i32 %thread, i64 $set, ptr %others)
  br label %wake
wake:
  %post.at = $word $post
  %post = load ptr, ptr %post.at
  %bed.at = getelementptr i64, ptr %state, i64 $bed
  %bed = load ptr, ptr %bed.at
  %posted = call i32 %post(ptr %bed, i64 1, ptr null)
  br label %out
out:
  ret void
}
""")

# Who leads waits here until all others are done, and gives the team free.
GATHER = Template("""
define internal void @gather(ptr %team, i64 %others) {
entry:
  %done.at = $word $done
  %yield_thread.at = $word $yield_thread
  %yield_thread = load ptr, ptr %yield_thread.at
  br label %wait
wait:
  %looks = phi i64 [ 0, %entry ], [ %more, %look ], [ 0, %give ]
  %done = load atomic i64, ptr %done.at acquire, align 8
  %all = icmp sge i64 %done, %others
  br i1 %all, label %out, label %look
look:
  $pause
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, $looks
  br i1 %tired, label %give, label %wait
give:
  %passed = call i32 %yield_thread()
  br label %wait
out:
  %busy.at = $word $busy
  store atomic i64 0, ptr %busy.at release, align 8
  ret void
}
""")
