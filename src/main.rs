//! The `qingliu` command; all of it is in [`qingliu::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    memory::give_back();
    ExitCode::from(qingliu::cli::main(std::env::args_os()))
}

/// The allocator of glibc keeps what was freed: every large block that is freed raises the size from which on blocks go
/// back to the system at once, up to 32 MB, and a heap that has grown once is seldom given back.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod memory {
    /// Pages are 90 KB by the median, so that few blocks are asked of the system: over 54 MB of such pages the time was
    /// the same. Pages of 15 MB took 113 MB where they had taken 182, in GBK 151 and 222.
    const AT_ONCE: i32 = 1 << 20;

    /// What may lie free at the end of a heap. The allocator's own 128 KB would go to and fro with every page.
    const FREE: i32 = 4 << 20;

    #[expect(
        unsafe_code,
        reason = "the C library has no other door to it; two numbers are set before there are threads"
    )]
    pub(super) fn give_back() {
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, AT_ONCE);
            libc::mallopt(libc::M_TRIM_THRESHOLD, FREE);
        }
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod memory {
    pub(super) fn give_back() {}
}
