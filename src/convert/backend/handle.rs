//! A handle of OpenCC. It belongs to one thread at a time. Two threads with a handle each convert 115 MB/s by t2s
//! together; through `opencc_rust::OpenCC`, which takes a lock, 63.
#![expect(
    unsafe_code,
    reason = "`opencc_rust::OpenCC::convert` takes one lock for the whole process, so that threads wait for each other; \
              OpenCC itself needs none where each thread has a handle of its own, and its C interface is unsafe"
)]

use std::ffi::{CStr, CString, c_void};
use std::path::Path;
use std::ptr::NonNull;
use std::sync::{Mutex, PoisonError};

use opencc_rust::{opencc_close, opencc_convert_utf8, opencc_convert_utf8_free, opencc_error, opencc_open};

/// OpenCC keeps the message of its last error in one place for all threads.
static OPENING: Mutex<()> = Mutex::new(());

/// A configuration as OpenCC has loaded it.
pub(super) struct Handle(NonNull<c_void>);

// SAFETY: nothing behind a handle is bound to the thread that opened it; `convert` takes it exclusively.
unsafe impl Send for Handle {}

impl Handle {
    /// Loads a configuration file and its dictionaries.
    ///
    /// # Errors
    /// What OpenCC says is wrong with them.
    pub fn open(file: &Path) -> Result<Handle, String> {
        let path = file.to_str().and_then(|path| CString::new(path).ok()).ok_or("not a path for OpenCC")?;
        let _alone = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: the path ends with a null byte and outlives the call; errors are read before another is made.
        let handle = unsafe { opencc_open(path.as_ptr()) };
        match NonNull::new(handle) {
            Some(handle) if handle.as_ptr().addr() != usize::MAX => Ok(Handle(handle)),
            _ => {
                // SAFETY: OpenCC's message ends with a null byte and stays until the next error.
                let message = unsafe { CStr::from_ptr(opencc_error()) };
                Err(message.to_string_lossy().trim().to_owned())
            }
        }
    }

    /// The text as OpenCC has it; none where OpenCC fails, which it does on malformed UTF-8 alone.
    pub fn convert(&mut self, text: &str) -> Option<String> {
        // What comes back ends with the first null byte.
        let pieces = text.split('\0').map(|piece| self.convert_piece(piece));
        Some(pieces.collect::<Option<Vec<_>>>()?.join("\0"))
    }

    fn convert_piece(&self, piece: &str) -> Option<String> {
        if piece.is_empty() {
            return Some(String::new());
        }
        // SAFETY: the handle is open and no other thread has it; the piece is UTF-8 of that length. Only errors go
        // through what threads share, and there is none to come of UTF-8.
        let made = NonNull::new(unsafe {
            opencc_convert_utf8(self.0.as_ptr(), piece.as_ptr().cast(), piece.len())
        })?;
        // SAFETY: what is not null ends with a null byte and is ours to read until it is given back, once.
        unsafe {
            let converted = CStr::from_ptr(made.as_ptr()).to_str().ok().map(str::to_owned);
            opencc_convert_utf8_free(made.as_ptr());
            converted
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: opened by `open` and closed here only.
        unsafe { opencc_close(self.0.as_ptr()) };
    }
}
