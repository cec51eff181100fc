package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.core.Sha256;
import io.keypath.secretauthenticator.store.ClientSecretStore;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;

/** What the index of client secrets gives on each database. */
@ParameterizedClass
@EnumSource(StoreDatabase.class)
class ClientSecretStoreTest {

    private static final String TYPE = "a-type";

    @Parameter
    StoreDatabase database = StoreDatabase.H2;

    private final String realm = UUID.randomUUID().toString();

    @Test
    void aClientIsFoundByEachOfItsSecretsAndByNoOther() {
        run(store -> store.replace(realm, "one", Set.of("a", "b")));
        run(store -> store.replace(realm, "two", Set.of("b")));

        assertThat(clients("a")).containsExactly("one");
        assertThat(clients("b")).containsExactlyInAnyOrder("one", "two");
        assertThat(clients("c")).isEmpty();
    }

    @Test
    void whatReplacesIsAllThatThereIs() {
        run(store -> store.replace(realm, "one", Set.of("a", "b")));
        run(store -> store.replace(realm, "one", Set.of("b", "c")));

        assertThat(clients("a")).isEmpty();
        assertThat(clients("b")).containsExactly("one");
        assertThat(clients("c")).containsExactly("one");

        run(store -> store.replace(realm, "one", Set.of()));

        assertThat(clients("b")).isEmpty();
    }

    @Test
    void anotherRealmIsLeftAlone() {
        String other = UUID.randomUUID().toString();
        run(store -> store.replace(realm, "one", Set.of("a")));
        run(store -> store.replace(other, "one", Set.of("a")));

        run(store -> store.replace(other, "one", Set.of("z")));
        assertThat(clients("a")).containsExactly("one");
        run(store -> store.deleteOfRealm(other));
        assertThat(clients("a")).containsExactly("one");
        run(store -> store.deleteOfRealm(realm));
        assertThat(clients("a")).isEmpty();
    }

    @Test
    void clientsThatWereMissedAreTakenUp() {
        String missed = client(TYPE, "of today", false);
        String known = client(TYPE, "known", false);
        client("another-type", "other", false);
        client(TYPE, "open", true);
        rotated(missed, "of yesterday");
        rotated(client(TYPE, "same", false), "same");
        run(store -> store.replace(realm, known, Set.of("older")));

        run(store -> store.complete(realm, TYPE));
        run(store -> store.complete(realm, TYPE));

        assertThat(clients(Sha256.hex("of today"))).containsExactly(missed);
        assertThat(clients(Sha256.hex("of yesterday"))).containsExactly(missed);
        assertThat(clients(Sha256.hex("same"))).hasSize(1);
        assertThat(List.of("known", "other", "open"))
                .allSatisfy(secret -> assertThat(clients(Sha256.hex(secret))).isEmpty());
    }

    private String client(String type, String secret, boolean isPublic) {
        String uuid = UUID.randomUUID().toString();
        database.run(em -> {
            var client = new ClientEntity();
            client.setId(uuid);
            client.setClientId(uuid);
            client.setRealmId(realm);
            client.setSecret(secret);
            client.setClientAuthenticatorType(type);
            client.setPublicClient(isPublic);
            em.persist(client);
        });
        return uuid;
    }

    private void rotated(String client, String secret) {
        database.run(em -> {
            var attribute = new ClientAttributeEntity();
            attribute.setClient(em.getReference(ClientEntity.class, client));
            attribute.setName("client.secret.rotated");
            attribute.setValue(secret);
            em.persist(attribute);
        });
    }

    private void run(Consumer<ClientSecretStore> work) {
        database.run(em -> work.accept(new ClientSecretStore(em)));
    }

    private List<String> clients(String hash) {
        return database.in(em -> new ClientSecretStore(em).clients(realm, hash));
    }
}
