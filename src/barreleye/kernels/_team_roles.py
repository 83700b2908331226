"""What a thread of a team does, in LLVM's language: it leads, opens a job to all who come, or serves.

The words with ``$`` are filled in by :mod:`barreleye.kernels._team_code`.
"""

from __future__ import annotations

from string import Template

# A thread sleeps (0), looks for work (1), is claimed (2), or has not begun (3). Only a claimed one takes part in a
# job, and it cannot lie down; one that has lain down cannot be claimed. So nobody waits for somebody who sleeps.
# An open job has no claims: its word holds, from the lowest bits on, how many take part (8 bits), how many may
# (8 bits), and its number. Who takes part has added 1 to it; 255 closes it, and then all who have begun are waited
# for.
# The number of jobs is odd while one is prepared: a thread that comes late takes no half of another.
ROLES = {
    "alone": Template("""
define void @alone(ptr %function, ptr %argument) {
  call void %function(ptr %argument, i64 0, i64 1)
  ret void
}
"""),
    "lead": Template("""
define i64 @lead(ptr %team, ptr %function, ptr %argument, i64 %asked) {
entry:
  %b = $word $busy
  %taken = cmpxchg ptr %b, i64 0, i64 1 acquire monotonic
  %free = extractvalue { i64, i1 } %taken, 1
  br i1 %free, label %prepare, label %alone
alone:
  call void %function(ptr %argument, i64 0, i64 1)
  ret i64 1
prepare:
  %yield_thread.at = $word $yield_thread
  %yield_thread = load ptr, ptr %yield_thread.at
  %begun = atomicrmw add ptr %team, i64 1 seq_cst
  br label %next
next:
  %k = phi i64 [ 1, %prepare ], [ %k1, %claimed ]
  %enough = icmp sge i64 %k, %asked
  br i1 %enough, label %publish, label %knock
knock:
  %offset = mul i64 %k, $line
  %begin = add i64 %offset, $first
  %state = $word %begin
  br label %claim
claim:
  %knocks = phi i64 [ 0, %knock ], [ %knocked, %polite ], [ %knocked, %yield ], [ %knocks, %ring ]
  %rung = phi i1 [ false, %knock ], [ %rung, %polite ], [ %rung, %yield ], [ true, %ring ]
  %claim.try = cmpxchg ptr %state, i64 1, i64 2 seq_cst seq_cst
  %ours = extractvalue { i64, i1 } %claim.try, 1
  br i1 %ours, label %claimed, label %missed
missed:
  %found = extractvalue { i64, i1 } %claim.try, 0
  %asleep = icmp eq i64 %found, 0
  %quiet = xor i1 %rung, true
  %wake = and i1 %asleep, %quiet
  br i1 %wake, label %ring, label %again
ring:
  call void @wake(ptr %team, ptr %state)
  br label %claim
claimed:
  %k1 = add i64 %k, 1
  br label %next
again:
  $pause
  %knocked = add i64 %knocks, 1
  %enough.knocks = icmp sgt i64 %knocked, $patience
  br i1 %enough.knocks, label %publish, label %polite
polite:
  %part = and i64 %knocked, 255
  %pass = icmp eq i64 %part, 0
  br i1 %pass, label %yield, label %claim
yield:
  %passed = call i32 %yield_thread()
  br label %claim
publish:
  %f = $word $function
  store ptr %function, ptr %f
  %a = $word $argument
  store ptr %argument, ptr %a
  %t = $word $threads
  store i64 %k, ptr %t
  %d = $word $done
  store atomic i64 0, ptr %d monotonic, align 8
  %published = atomicrmw add ptr %team, i64 1 seq_cst
  call void %function(ptr %argument, i64 0, i64 %k)
  %others = sub i64 %k, 1
  call void @gather(ptr %team, i64 %others)
  ret i64 %k
}
"""),
    "share": Template("""
define void @share(ptr %team, ptr %function, ptr %argument, i64 %asked, i64 %helpers) {
entry:
  %b = $word $busy
  %taken = cmpxchg ptr %b, i64 0, i64 1 acquire monotonic
  %free = extractvalue { i64, i1 } %taken, 1
  br i1 %free, label %publish, label %alone
alone:
  call void %function(ptr %argument, i64 0, i64 %asked)
  ret void
publish:
  %f = $word $function
  store ptr %function, ptr %f
  %a = $word $argument
  store ptr %argument, ptr %a
  %d = $word $done
  store atomic i64 0, ptr %d monotonic, align 8
  %o = $word $open
  %last = load atomic i64, ptr %o monotonic, align 8
  %last.number = lshr i64 %last, 16
  %number = add i64 %last.number, 1
  %number.bits = shl i64 %number, 16
  %asked.bits = shl i64 %asked, 8
  %ours = or i64 %number.bits, %asked.bits
  %opened = or i64 %ours, 1
  store atomic i64 %opened, ptr %o seq_cst, align 8
  br label %next
next:
  %k = phi i64 [ 1, %publish ], [ %k1, %look ], [ %k1, %ring ]
  %more = icmp sle i64 %k, %helpers
  br i1 %more, label %look, label %work
look:
  %k1 = add i64 %k, 1
  %offset = mul i64 %k, $line
  %begin = add i64 %offset, $first
  %state = $word %begin
  %awake = load atomic i64, ptr %state seq_cst, align 8
  %asleep = icmp eq i64 %awake, 0
  br i1 %asleep, label %ring, label %next
ring:
  call void @wake(ptr %team, ptr %state)
  br label %next
work:
  call void %function(ptr %argument, i64 0, i64 %asked)
  %closing = atomicrmw or ptr %o, i64 255 acq_rel
  %present = and i64 %closing, 255
  %others = sub i64 %present, 1
  call void @gather(ptr %team, i64 %others)
  ret void
}
"""),
    "serve": Template("""
define void @serve(ptr %team, i64 %k) {
entry:
  %offset = mul i64 %k, $line
  %begin = add i64 %offset, $first
  %state = $word %begin
  %seen.at = getelementptr i64, ptr %state, i64 $seen
  %bed.at = getelementptr i64, ptr %state, i64 $bed
  %bed = load ptr, ptr %bed.at
  %wait.at = $word $wait
  %wait = load ptr, ptr %wait.at
  %known.at = getelementptr i64, ptr %state, i64 $known
  %o = $word $open
  %rung.at = getelementptr i64, ptr %state, i64 $rung
  %places.at = getelementptr i64, ptr %state, i64 $places
  br label %awake
awake:
  store atomic i64 0, ptr %rung.at release, align 8
  %places = load ptr, ptr %places.at
  %known.places = icmp ne ptr %places, null
  br i1 %known.places, label %return, label %begin.to.look
return:
  %allow.at = $word $allow
  %allow = load ptr, ptr %allow.at
  %returned = call i32 %allow(i32 0, i64 $set, ptr %places)
  br label %begin.to.look
begin.to.look:
  store atomic i64 1, ptr %state seq_cst, align 8
  br label %look
look:
  %looks = phi i64 [ 0, %begin.to.look ], [ %more, %nothing ], [ 0, %finished ], [ %looks, %read ], [ 0, %lie ],
    [ %looks, %enter ], [ 0, %help ]
  %job = load atomic i64, ptr %team acquire, align 8
  %seen = load i64, ptr %seen.at
  %new = icmp ne i64 %job, %seen
  %odd = and i64 %job, 1
  %even = icmp eq i64 %odd, 0
  %ready = and i1 %new, %even
  br i1 %ready, label %read, label %door
door:
  %open.now = load atomic i64, ptr %o acquire, align 8
  %number = lshr i64 %open.now, 16
  %known = load i64, ptr %known.at
  %unknown = icmp ne i64 %number, %known
  br i1 %unknown, label %room, label %nothing
room:
  %asked.bits = lshr i64 %open.now, 8
  %asked = and i64 %asked.bits, 255
  %inside = and i64 %open.now, 255
  %place.left = icmp ult i64 %inside, %asked
  br i1 %place.left, label %enter, label %nothing
enter:
  %one.more = add i64 %open.now, 1
  %try = cmpxchg ptr %o, i64 %open.now, i64 %one.more acq_rel monotonic
  %entered = extractvalue { i64, i1 } %try, 1
  br i1 %entered, label %help, label %look
help:
  store i64 %number, ptr %known.at
  %hf = $word $function
  %help.function = load ptr, ptr %hf
  %ha = $word $argument
  %help.argument = load ptr, ptr %ha
  call void %help.function(ptr %help.argument, i64 %inside, i64 %asked)
  %hd = $word $done
  %helped = atomicrmw add ptr %hd, i64 1 release
  br label %look
read:
  %mine.now = load atomic i64, ptr %state acquire, align 8
  %same = load atomic i64, ptr %team acquire, align 8
  %whole = icmp eq i64 %same, %job
  br i1 %whole, label %see, label %look
see:
  store i64 %job, ptr %seen.at
  %mine = icmp eq i64 %mine.now, 2
  br i1 %mine, label %do, label %nothing
do:
  %f = $word $function
  %function = load ptr, ptr %f
  %a = $word $argument
  %argument = load ptr, ptr %a
  %t = $word $threads
  %threads = load i64, ptr %t
  call void %function(ptr %argument, i64 %k, i64 %threads)
  br label %finished
finished:
  store atomic i64 1, ptr %state release, align 8
  %d = $word $done
  %before = atomicrmw add ptr %d, i64 1 release
  br label %look
nothing:
  $pause
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, $looks
  br i1 %tired, label %lie, label %look
lie:
  %down = cmpxchg ptr %state, i64 1, i64 0 acq_rel monotonic
  %asleep = extractvalue { i64, i1 } %down, 1
  br i1 %asleep, label %sleep, label %look
sleep:
  %woken = call i32 %wait(ptr %bed, i64 -1)
  br label %awake
}
"""),
}
