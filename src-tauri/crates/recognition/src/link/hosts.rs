//! Which addresses a link may lead to: only the public internet, so that a link (and whatever it
//! redirects to) can never reach this machine or the network around it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is on the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match carried_v4(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

/// After the IANA registry of special-purpose addresses. 198.18.0.0/15 (meant for measuring) is
/// let through: proxies that are common in China answer for every public name from there.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared_by_carriers = a == 100 && b & 0xC0 == 64;
    let protocol_assignments = (a, b, c) == (192, 0, 0);
    // From 240 on: reserved, and the broadcast address.
    !(a == 0
        || a >= 240
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || shared_by_carriers
        || protocol_assignments)
}

/// Only 2000::/3 has been given out; loopback, unique local, link-local and multicast addresses
/// all lie outside. Teredo (2001::/32) carries a hidden IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    first & 0xE000 == 0x2000 && (first, second) != (0x2001, 0)
}

/// The IPv4 address that an IPv6 address stands for: mapped, translated (NAT64) or 6to4.
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    if let Some(v4) = address.to_ipv4_mapped() {
        return Some(v4);
    }
    let of = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0x64, 0xFF9B, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        let private = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:0:1::1",
            "64:ff9b:1::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:100.64.0.1",
            "64:ff9b::192.168.1.1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
        ];
        let public = [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.255.255",
            "198.18.0.5",
            "223.5.5.5",
            "2400:3200::1",
            "2001:1::1",
            "::ffff:223.5.5.5",
            "64:ff9b::223.5.5.5",
            "2002:df05:505::1",
        ];
        for text in private {
            assert!(!is_public(text.parse().unwrap()), "{text} is not public");
        }
        for text in public {
            assert!(is_public(text.parse().unwrap()), "{text} is public");
        }
    }
}
