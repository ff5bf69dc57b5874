//! How the system's allocator treats memory that was given back.

/// Blocks from this size on go back to the system as soon as they are free, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 4 << 20;

/// Tells the system's allocator, once and before any thread begins, that large blocks go back as soon
/// as they are free. Pages, pictures and what networks make of them are such blocks, and they come
/// and go. The GNU C library would keep them after the first one: it takes the size of the largest
/// block ever freed (up to 32 MB) for the size that is worth keeping, and a program that has read a
/// few pictures then holds some 150 MB that nobody uses. On other systems there is nothing to tell.
pub fn give_back_large_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "the allocator's C interface")]
    // SAFETY: `mallopt` takes two numbers, changes only the allocator's own settings, and may be
    // called at any time. What it does not know it refuses, which changes nothing.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE);
    }
}
