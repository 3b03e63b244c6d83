//! The part of a page that tells encodings apart: what is not ASCII, and a little around it.

use encoding_rs::Encoding;

/// ASCII kept before and after: trail bytes of Big5 and GBK, and the letters around an accent.
const AROUND: usize = 4;

/// At most this many bytes from `bytes`, in order, without long stretches of ASCII.
pub(super) fn sample(bytes: &[u8], limit: usize) -> Vec<u8> {
    let mut taken = Vec::with_capacity(limit.min(bytes.len()) + 2 * AROUND);
    let mut at = 0;
    while at < bytes.len() && taken.len() < limit {
        let high = at + Encoding::ascii_valid_up_to(&bytes[at..]);
        if high == bytes.len() {
            break;
        }
        if high - at <= 2 * AROUND && at > 0 {
            taken.extend(&bytes[at..high]);
        } else {
            if at > 0 {
                taken.extend(&bytes[at..at + AROUND]);
                taken.push(b'\n');
            }
            taken.extend(&bytes[high.saturating_sub(AROUND).max(at)..high]);
        }
        let run = bytes[high..].iter().take(limit).take_while(|b| !b.is_ascii()).count();
        taken.extend(&bytes[high..high + run]);
        at = high + run;
    }
    if at < bytes.len() {
        taken.extend(bytes[at..].iter().take(AROUND).take_while(|b| b.is_ascii()));
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ascii_is_left_out_and_short_ascii_stays() {
        let page = "<html><head><title>早上</title><b>好 ok 吗</b></html>".as_bytes();
        assert_eq!(String::from_utf8(sample(page, 100)).unwrap(), "tle>早上</ti\n><b>好 ok 吗</b>");
        assert!(sample(page, 3).len() < 16);
    }
}
