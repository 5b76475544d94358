"""Which addresses a result may be fetched from: public ones, never this network's own."""

from __future__ import annotations

import ipaddress
import socket

from imgrules.ext import Declined

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def public(text: str) -> bool:
    """Say whether an IP address belongs to the public internet, also one wrapped in another."""
    address = _unwrapped(ipaddress.ip_address(text.partition("%")[0]))
    return address.is_global and not address.is_multicast


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one carries, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    carried = address.ipv4_mapped or address.sixtofour
    return carried if carried is not None else address


def resolve(host: str, port: int, *, loopback: bool = False) -> tuple[str, ...]:
    """Return a host's IP addresses; what is returned is what may be connected to.

    A name with even one address inside a private network is refused: which one is used is not up
    to us. ``loopback`` allows this machine. Raises Declined, and OSError where there is no address.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    for address in addresses:
        if not (public(address) or (loopback and ipaddress.ip_address(address).is_loopback)):
            raise Declined(
                f"the result lies at {host} ({address}), which is no public address; not fetched"
            )
    return addresses


def allowed(host: str, hosts: tuple[str, ...]) -> bool:
    """Say whether a host is one of those named, or below one of them."""
    name = host.lower().rstrip(".")
    return any(name == each or name.endswith(f".{each}") for each in hosts)
