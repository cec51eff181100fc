package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathTokensIT {

    private static final TestRealm REALM =
            TestRealm.builder().user("ada").user("bob").serviceAccount("robot").build();

    @Test
    void aTokenReachesItsPathAndNothingElseUntilItIsDeleted() {
        Answer created = REALM.createToken(
                "ada", Map.of("name", "tiles", "accessList", List.of(Map.of("path", "/maps/ams", "access", "read"))));

        assertThat(created.status()).isEqualTo(201);
        String token = created.text("token");
        assertThat(REALM.gate(token, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/maps/amsterdam").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "PUT", "/maps/ams/tiles.txt").status()).isEqualTo(403);

        Answer deleted = REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(REALM.gate(token, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(401);
    }
}
