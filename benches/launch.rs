//! Runs one command and prints its wall time and CPU time in microseconds, its peak memory in KiB and its exit code.
//! A program of its own, since the peak of a process counts from the size of the one that started it, and an interpreter
//! is larger than what is measured here. Linux, 64 bits.

use std::process::{Command, Stdio};
use std::time::Instant;

#[repr(C)]
#[derive(Default)]
struct Usage {
    user: [i64; 2],
    system: [i64; 2],
    peak: i64,
    rest: [i64; 13],
}

unsafe extern "C" {
    fn wait4(process: i32, status: *mut i32, options: i32, usage: *mut Usage) -> i32;
}

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().expect("a command is given");
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    let (mut status, mut usage) = (0, Usage::default());
    let started = Instant::now();
    let child = command.spawn().expect("the command can be started");
    // SAFETY: `Usage` has the layout of the kernel's `struct rusage` on 64-bit Linux, and the child is waited for once.
    let waited = unsafe { wait4(child.id() as i32, &mut status, 0, &mut usage) };
    let wall = started.elapsed().as_micros();
    assert_eq!(waited, child.id() as i32, "the command was waited for");
    let cpu = (usage.user[0] + usage.system[0]) * 1_000_000 + usage.user[1] + usage.system[1];
    let code = if status & 0x7f == 0 { status >> 8 & 0xff } else { 128 + (status & 0x7f) };
    println!("{wall} {cpu} {} {code}", usage.peak);
}
