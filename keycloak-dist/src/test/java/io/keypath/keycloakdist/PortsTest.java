package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void freePortsDiffer() {
        assertThat(Ports.free(20)).doesNotHaveDuplicates().hasSize(20);
    }

    @Test
    void aTakenPortIsReplaced() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = Ports.freeOr(taken.getLocalPort());

            assertThat(port).isNotEqualTo(taken.getLocalPort()).isPositive();
        }
    }

    @Test
    void aFreePortIsTakenAsWished() {
        int wished = Ports.free(1).get(0);

        assertThat(Ports.freeOr(wished)).isEqualTo(wished);
    }
}
