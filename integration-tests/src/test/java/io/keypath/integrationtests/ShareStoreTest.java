package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.core.AllowedOrigins;
import io.keypath.core.Grant;
import io.keypath.core.TokenString;
import io.keypath.core.Vocabulary;
import io.keypath.gate.store.Ancestors;
import io.keypath.gate.store.Principal;
import io.keypath.gate.store.ShareFilter;
import io.keypath.gate.store.ShareStore;
import io.keypath.gate.store.StoredShare;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store of shares gives on each database. */
@ParameterizedClass
@EnumSource(StoreDatabase.class)
class ShareStoreTest {

    private static final Principal ADA = new Principal(Principal.Kind.USER, "ada");
    private static final Principal GROUP = new Principal(Principal.Kind.GROUP, "ada");
    private static final long NOW = 1_000_000;

    @Parameter
    StoreDatabase database = StoreDatabase.H2;

    private final String realm = UUID.randomUUID().toString();

    @Test
    void aShareIsKeptAsItWasMade() {
        TokenString key = TokenString.generate(TokenString.Kind.SECRET, new SecureRandom());
        var origins = AllowedOrigins.parse(List.of("https://a.example", "https://b.example:8443"));
        var full = new StoredShare(
                UUID.randomUUID().toString(),
                realm,
                Principal.ofLink(key),
                Grant.of(Vocabulary.DRIVE, "editPlus", "/Maps/%C3%A9"),
                origins,
                key.hint(),
                NOW,
                "f:1:Adä",
                true,
                NOW + 60,
                null);
        StoredShare bare = share("/", ADA, NOW, null);
        insert(full, bare);

        assertThat(this.<Optional<StoredShare>>run(store -> store.find(realm, full.id())))
                .contains(full);
        assertThat(this.<Optional<StoredShare>>run(store -> store.find(realm, bare.id())))
                .contains(bare);
        assertThat(this.<Optional<StoredShare>>run(store -> store.find("other", full.id())))
                .isEmpty();
    }

    @Test
    void whatReachesAPathIsFoundByPathAndPrincipal() {
        StoredShare root = share("/", ADA, NOW, null);
        StoredShare folder = share("/maps/", ADA, NOW, null);
        StoredShare group = share("/maps", GROUP, NOW, null);
        StoredShare open = share("/maps/ams", Principal.ANYONE, NOW, null);
        insert(
                root,
                folder,
                group,
                open,
                share("/Maps", ADA, NOW, null),
                share("/mapsx", ADA, NOW, null),
                share("/maps/ams/x", ADA, NOW, null),
                share("/maps", new Principal(Principal.Kind.USER, "Ada"), NOW, null),
                share("/maps", ADA, NOW, NOW));

        assertThat(reaching("/maps/ams", ADA)).containsExactlyInAnyOrder(root, folder);
        assertThat(reaching("/maps/ams", GROUP)).containsExactly(group);
        assertThat(reaching("/maps/ams", ADA, GROUP, Principal.ANYONE))
                .containsExactlyInAnyOrder(root, folder, group, open);
        assertThat(reaching("/maps/", ADA)).containsExactlyInAnyOrder(root, folder);
        assertThat(reaching("/maps", ADA)).containsExactly(root);
        assertThat(this.<List<StoredShare>>run(
                        store -> store.reaching("other", Ancestors.of("/maps/ams"), List.of(ADA), NOW)))
                .isEmpty();
    }

    @Test
    void somebodyOfManyGroupsIsFoundInAll() {
        var principals = new ArrayList<>(IntStream.range(0, 1_200)
                .mapToObj(i -> new Principal(Principal.Kind.GROUP, "g" + i))
                .toList());
        StoredShare first = share("/maps", principals.get(0), NOW, null);
        StoredShare last = share("/maps", principals.get(1_199), NOW + 1, null);
        insert(first, last);

        assertThat(reaching("/maps", principals.toArray(Principal[]::new))).containsExactlyInAnyOrder(first, last);
        assertThat(this.<List<StoredShare>>run(store -> store.listOf(realm, "ada", principals, NOW, 0, 10)))
                .containsExactly(last, first);
        assertThat(this.<List<StoredShare>>run(store -> store.listOf(realm, "ada", principals, NOW, 1, 10)))
                .containsExactly(first);
    }

    @Test
    void aListHasWhatItsFilterSays() {
        StoredShare one = share("/maps", ADA, NOW, null);
        StoredShare two = share("/maps/a_b", GROUP, NOW + 1, NOW + 100);
        StoredShare three = share("/maps/aXb", ADA, NOW + 2, NOW + 10);
        insert(one, two, three);
        ShareFilter all = ShareFilter.ofRealm(realm);

        assertThat(list(all)).containsExactly(three, two, one);
        assertThat(this.<List<StoredShare>>run(store -> store.list(all, 1, 1))).containsExactly(two);
        assertThat(list(all.withPrincipal(ADA))).containsExactly(three, one);
        assertThat(list(all.withBelow("/maps/a_b"))).containsExactly(two);
        assertThat(list(all.withBelow("/maps"))).containsExactly(three, two, one);
        assertThat(list(all.withBelow("/Maps"))).isEmpty();
        assertThat(list(all.withCovering("/maps/aXb/c"))).containsExactly(three, one);
        assertThat(list(all.withCreator("maker"))).containsExactly(three, two, one);
        assertThat(list(all.withCreator("Maker"))).isEmpty();
        assertThat(list(all.withActive(new ShareFilter.Active(true, NOW + 50)))).containsExactly(two, one);
        assertThat(list(all.withActive(new ShareFilter.Active(false, NOW + 50))))
                .containsExactly(three);
        assertThat(this.<Long>run(store -> store.count(all.withPrincipal(ADA)))).isEqualTo(2);
        assertThat(list(ShareFilter.ofRealm("other"))).isEmpty();
    }

    @Test
    void aChangeIsOfTheOneShare() {
        StoredShare one = share("/maps", ADA, NOW, null);
        StoredShare other = share("/maps", ADA, NOW, null);
        insert(one, other);
        var changed = new StoredShare(
                one.id(),
                realm,
                ADA,
                Grant.of(Vocabulary.READ_WRITE, "write", "/maps"),
                AllowedOrigins.parse(List.of("https://a.example")),
                null,
                NOW,
                "maker",
                false,
                NOW + 5,
                null);

        run(store -> {
            store.lock(realm, one.id());
            store.update(changed);
            return true;
        });

        assertThat(this.<Optional<StoredShare>>run(store -> store.find(realm, one.id())))
                .contains(changed);
        assertThat(this.<Optional<StoredShare>>run(store -> store.find(realm, other.id())))
                .contains(other);
    }

    @Test
    void whatIsDeletedIsGoneAndNothingElse() {
        StoredShare one = share("/maps", ADA, NOW, null);
        StoredShare group = share("/maps", GROUP, NOW, null);
        StoredShare old = share("/maps", GROUP, NOW, NOW + 1);
        insert(one, group, old);

        assertThat(this.<Boolean>run(store -> store.delete("other", one.id()))).isFalse();
        assertThat(this.<Boolean>run(store -> store.delete(realm, one.id()))).isTrue();
        assertThat(this.<Boolean>run(store -> store.delete(realm, one.id()))).isFalse();
        assertThat(this.<Integer>run(store -> store.deleteExpired(NOW + 2, 500)))
                .isGreaterThanOrEqualTo(1);
        assertThat(list(ShareFilter.ofRealm(realm))).containsExactly(group);
        run(store -> {
            store.deleteOf("other", GROUP);
            return true;
        });
        assertThat(list(ShareFilter.ofRealm(realm))).containsExactly(group);
        run(store -> {
            store.deleteOf(realm, GROUP);
            return true;
        });
        assertThat(list(ShareFilter.ofRealm(realm))).isEmpty();
    }

    @Test
    void aUseGoesForwardOnly() {
        StoredShare one = share("/maps", ADA, NOW, null);
        insert(one);

        for (long at : new long[] {NOW + 5, NOW + 3}) {
            run(store -> {
                store.recordUses(Map.of(one.id(), at, "gone", at));
                return true;
            });
        }

        assertThat(this.<Optional<StoredShare>>run(store -> store.find(realm, one.id()))
                        .orElseThrow()
                        .lastUsedAt())
                .isEqualTo(NOW + 5);
    }

    private StoredShare share(String path, Principal principal, long createdAt, @Nullable Long expiresAt) {
        return new StoredShare(
                UUID.randomUUID().toString(),
                realm,
                principal,
                Grant.of(Vocabulary.READ_WRITE, "read", path),
                null,
                null,
                createdAt,
                "maker",
                false,
                expiresAt,
                null);
    }

    private void insert(StoredShare... shares) {
        run(store -> {
            List.of(shares).forEach(store::insert);
            return true;
        });
    }

    private List<StoredShare> reaching(String path, Principal... principals) {
        return run(store -> store.reaching(realm, Ancestors.of(path), List.of(principals), NOW));
    }

    private List<StoredShare> list(ShareFilter filter) {
        return run(store -> store.list(filter, 0, 100));
    }

    private <T> T run(Function<ShareStore, T> call) {
        return database.in(em -> call.apply(new ShareStore(em)));
    }
}
