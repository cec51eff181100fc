package io.keypath.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The networks from which a token works: 1 to {@value #MAX} of them. IPv4 clients, however a socket reports them, match
 * IPv4 networks only, and IPv6 clients IPv6 networks only.
 */
public final class AllowedNetworks {

    /** The most networks. */
    public static final int MAX = 20;

    private record Network(IpAddress address, int prefix) {

        boolean contains(IpAddress client) {
            return client.bits() == address.bits() && client.network(prefix).equals(address);
        }

        @Override
        public String toString() {
            return prefix == address.bits() ? address.toString() : address + "/" + prefix;
        }
    }

    private final List<Network> networks;

    private AllowedNetworks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads networks such as {@code 192.0.2.0/24} and {@code 2001:db8::/32}, and single addresses.
     *
     * @throws IllegalArgumentException when there is none or more than {@value #MAX}, or one is not a literal address
     *     or has bits set behind its prefix
     */
    public static AllowedNetworks parse(List<String> networks) {
        if (networks.isEmpty() || networks.size() > MAX) {
            throw new IllegalArgumentException("there must be 1 to " + MAX + " networks");
        }
        var parsed = new ArrayList<Network>();
        for (String network : networks) {
            parsed.add(parseNetwork(network, parsed.size() + 1));
        }
        return new AllowedNetworks(parsed.stream().distinct().toList());
    }

    /** Whether the client at this address may use the token; false when the address cannot be read. */
    public boolean permits(@Nullable String remoteAddress) {
        IpAddress client = remoteAddress == null ? null : IpAddress.parse(remoteAddress);
        return client != null && networks.stream().anyMatch(network -> network.contains(client));
    }

    /** The networks in their shortest form, as {@link #parse} reads them. */
    public List<String> values() {
        return networks.stream().map(Network::toString).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AllowedNetworks allowed && allowed.networks.equals(networks);
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }

    @Override
    public String toString() {
        return networks.stream().map(Network::toString).collect(Collectors.joining(" "));
    }

    private static Network parseNetwork(String network, int position) {
        int slash = network.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? network : network.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("network " + position + " must be an IPv4 or IPv6 address in digits,"
                    + " alone or followed by / and the length of its prefix");
        }
        if (slash < 0) {
            return new Network(address, address.bits());
        }
        int written = address.writtenPrefixBits();
        int prefix = Decimal.parse(network.substring(slash + 1), written + address.bits()) - written;
        if (prefix < 0) {
            throw new IllegalArgumentException("the prefix length of network " + position + " must be between "
                    + written + " and " + (written + address.bits()));
        }
        IpAddress base = address.network(prefix);
        if (!base.equals(address)) {
            // Either the address or the prefix is a mistake, and taking the wider one would be a guess.
            throw new IllegalArgumentException("network " + position
                    + " has bits set behind its prefix; the network is " + new Network(base, prefix));
        }
        return new Network(address, prefix);
    }
}
