//! `Reseau` and `Reseaux`: to which addresses a connection that somebody asked for may go.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use kernel::Illisible;
use serde::{Deserialize, Deserializer, de};

/// What is not of the public Internet (IANA IPv4 special-purpose registry, RFC 6890; multicast and class E besides).
const RESERVES_V4: &[([u8; 4], u8)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10), // Shared by the subscribers of a provider (CGNAT).
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16), // Link-local: where clouds keep their metadata.
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// All that IPv6 routes publicly (RFC 4291 § 2.4); loopback, unique-local, link-local, multicast and mapped addresses are outside.
const PUBLIC_V6: ([u16; 8], u8) = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);
/// What is not public in it: protocol assignments (Teredo among them), documentation, 6to4 (IANA IPv6 special-purpose registry).
const RESERVES_V6: &[([u16; 8], u8)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];
/// An IPv4 address written in IPv6 by the network itself (NAT64, RFC 6052): it is worth what the IPv4 one is.
const NAT64: ([u16; 8], u8) = ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

/// A network: `10.82.0.0/16`, `fd00:82::/32`, or one address alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reseau {
    debut: IpAddr,
    bits: u8,
}

/// The addresses that may be reached: the public ones, and the networks that the administrator opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reseaux {
    ouverts: Vec<Reseau>,
}

impl Reseaux {
    pub fn new(ouverts: Vec<Reseau>) -> Self {
        Self { ouverts }
    }

    /// Whether a connection may go there.
    pub fn admits(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.ouverts.iter().any(|reseau| reseau.contains(ip))
    }
}

/// Whether an address is one of the public Internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(_) => !RESERVES_V4.iter().any(|&one| Reseau::v4(one).contains(ip)),
        IpAddr::V6(v6) if Reseau::v6(NAT64).contains(ip) => is_public(IpAddr::V4(embedded(v6))),
        IpAddr::V6(_) => {
            Reseau::v6(PUBLIC_V6).contains(ip) && !RESERVES_V6.iter().any(|&one| Reseau::v6(one).contains(ip))
        }
    }
}

fn embedded(ip: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = ip.octets();
    Ipv4Addr::new(a, b, c, d)
}

impl Reseau {
    fn v4((octets, bits): ([u8; 4], u8)) -> Self {
        Self { debut: IpAddr::V4(octets.into()), bits }
    }

    fn v6((segments, bits): ([u16; 8], u8)) -> Self {
        Self { debut: IpAddr::V6(segments.into()), bits }
    }

    /// Whether the address is in the network. An IPv4 address is never in an IPv6 network, however it is written.
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.debut, ip) {
            (IpAddr::V4(debut), IpAddr::V4(ip)) => {
                let kept = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                debut.to_bits() & kept == ip.to_bits() & kept
            }
            (IpAddr::V6(debut), IpAddr::V6(ip)) => {
                let kept = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                debut.to_bits() & kept == ip.to_bits() & kept
            }
            _ => false,
        }
    }
}

impl FromStr for Reseau {
    type Err = Illisible;
    fn from_str(typed: &str) -> Result<Self, Illisible> {
        let wrong = || {
            Illisible::new(format!(
                "Le réseau «\u{a0}{typed}\u{a0}» ne se lit pas\u{a0}: écrivez-le comme 10.82.0.0/16 ou fd00:82::/32."
            ))
        };
        let (debut, bits) = match typed.trim().split_once('/') {
            Some((debut, bits)) => (debut, Some(bits)),
            None => (typed.trim(), None),
        };
        let debut: IpAddr = debut.parse().map_err(|_| wrong())?;
        let most = if debut.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits <= most { Ok(Self { debut, bits }) } else { Err(wrong()) }
    }
}

impl fmt::Display for Reseau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.debut, self.bits)
    }
}

impl<'de> Deserialize<'de> for Reseau {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_public_internet_is_refused() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.251",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "100::1",
            "5f00::1",
            "4000::1",
        ] {
            assert!(!Reseaux::default().admits(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn public_addresses_are_admitted_up_to_the_edges_of_the_reserved_ones() {
        for ip in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "193.0.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a01:e0a::1",
            "64:ff9b::808:808",
        ] {
            assert!(Reseaux::default().admits(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn an_opened_network_is_that_one_alone() {
        let open = Reseaux::new(vec!["10.82.0.0/16".parse().unwrap(), "fd00:82::/32".parse().unwrap()]);
        for (ip, admitted) in [
            ("10.82.0.1", true),
            ("10.82.255.255", true),
            ("10.83.0.1", false),
            ("fd00:82::1", true),
            ("fd00:83::1", false),
            ("::ffff:10.82.0.1", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(open.admits(ip.parse().unwrap()), admitted, "{ip}");
        }
        let one: Reseau = "127.0.0.1".parse().unwrap();
        assert!(one.contains("127.0.0.1".parse().unwrap()) && !one.contains("127.0.0.2".parse().unwrap()));
        assert_eq!(one.to_string(), "127.0.0.1/32");
        let all: Reseau = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("8.8.8.8".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "fd00::/129", "10.0.0.0/-1", "reseau", "10.0.0.0/8/8"] {
            assert!(wrong.parse::<Reseau>().unwrap_err().to_string().contains("10.82.0.0/16"), "{wrong}");
        }
    }
}
