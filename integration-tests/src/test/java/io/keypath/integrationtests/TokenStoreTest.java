package io.keypath.integrationtests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.tokens.store.ListedToken;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.StoredCredential.LastUse;
import io.keypath.tokens.store.StoredCredential.Lifetime;
import io.keypath.tokens.store.StoredCredential.Reach;
import io.keypath.tokens.store.StoredCredential.Restrictions;
import io.keypath.tokens.store.StoredGrant;
import io.keypath.tokens.store.StoredString;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenFilter.StateFilter;
import io.keypath.tokens.store.TokenKind;
import io.keypath.tokens.store.TokenSort;
import io.keypath.tokens.store.TokenState;
import io.keypath.tokens.store.TokenStore;
import io.keypath.tokens.store.TokenUse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/** What the token tables give on each database. */
@ParameterizedClass
@EnumSource(StoreDatabase.class)
class TokenStoreTest {

    private static final long NOW = 1_800_000_000L;

    // Before any other time in the database: a sweep asks for no realm.
    private static final long LONG_AGO = 1_000_000;

    private static final String OWNER = "ada";
    private static final String CLIENT = "00000000-0000-0000-0000-00000000000c";

    @Parameter
    StoreDatabase database = StoreDatabase.H2;

    // Of each test, in a database that all share.
    private final String realm = UUID.randomUUID().toString();

    @Test
    void aTokenIsKeptAsItWasMade() {
        var token = new StoredCredential(
                UUID.randomUUID().toString(),
                realm,
                TokenKind.PATH_TOKEN,
                "f:" + UUID.randomUUID() + ":Müller 😀",
                CLIENT,
                "Käse 中文 😀 '\"; --",
                "d".repeat(999) + "é",
                "xY09",
                new Reach(
                        "email profile",
                        "read-write",
                        List.of(
                                new StoredGrant("write", "/b"),
                                new StoredGrant("read", "/a"),
                                new StoredGrant("read", "/" + "x".repeat(1023)),
                                new StoredGrant("read", "/k%C3%A4se/😀"))),
                new Restrictions(
                        List.of("https://maps.example", "https://b.example:8443"),
                        List.of("10.0.0.0/8", "2001:db8::/32")),
                new Lifetime(NOW - 100, NOW - 50, NOW + 50, 100L),
                true,
                LastUse.NEVER);

        insert(token);

        assertThat(find(token.id())).contains(token);
        assertThat(findString(token)).contains(new StoredString(token, NOW - 50, null));
    }

    @Test
    void whatIsNotSetStaysSo() {
        StoredCredential token = insert(personal("a"));

        assertThat(find(token.id())).contains(token);
        assertThat(token.reach()).isEqualTo(Reach.NONE);
        assertThat(token.restrictions()).isEqualTo(Restrictions.NONE);
    }

    @Test
    void anIdOfAnotherCaseIsAnother() {
        StoredCredential token = insert(personal("a"));

        assertThat(find(token.id().toUpperCase(Locale.ROOT))).isEmpty();
        assertThat(find(" " + token.id())).isEmpty();
    }

    @Test
    void aStringIsThereOnce() {
        StoredCredential token = insert(personal("a"));

        assertThatThrownBy(() -> run(store -> store.insert(personal("b"), hash(token))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void noQueryReachesAnotherRealm() {
        StoredCredential token = insert(withGrants(personal("a"), "/maps"));
        String other = UUID.randomUUID().toString();
        var filter = TokenFilter.ofRealm(other);

        assertThat(one(store -> store.find(other, token.id()))).isEmpty();
        assertThat(one(store -> store.lock(other, token.id()))).isEmpty();
        assertThat(one(store -> store.findString(other, hash(token)))).isEmpty();
        assertThat(many(store -> store.list(filter, TokenSort.NEWEST, 0, 10, 5)))
                .isEmpty();
        assertThat(number(store -> store.count(filter))).isZero();
        assertThat(many(store -> store.listOwned(filter, 0, 10))).isEmpty();
        assertThat(many(store -> store.usableHashes(filter, NOW))).isEmpty();
        assertThat(number(store -> store.countUnexpired(other, TokenKind.tokens(), OWNER, NOW)))
                .isZero();
        assertThat(number(store -> store.grantBytes(other, TokenKind.tokens(), OWNER, NOW)))
                .isZero();
        assertThat(number(store -> store.delete(filter))).isZero();
        run(store -> store.trimExpired(other, TokenKind.tokens(), OWNER, NOW + 1_000_000, 0));
        run(store -> store.moveOwner(other, OWNER, "eve"));
        run(store -> store.moveClient(other, CLIENT, "another"));
        assertThat(find(token.id())).contains(token);
    }

    @Test
    void ownersWhoseNamesDifferByAccentCaseOrBlankAreOthers() {
        for (String owner : List.of("f:x:muller", "f:x:müller", "f:x:MULLER", "f:x:muller ")) {
            insert(ownedBy(personal("a"), owner));
        }

        for (String owner : List.of("f:x:muller", "f:x:müller", "f:x:MULLER", "f:x:muller ")) {
            assertThat(number(store -> store.count(TokenFilter.ofOwner(realm, owner))))
                    .isEqualTo(1);
            assertThat(number(store -> store.countUnexpired(realm, TokenKind.tokens(), owner, NOW)))
                    .isEqualTo(1);
        }
        assertThat(number(store -> store.delete(TokenFilter.ofOwner(realm, "f:x:muller"))))
                .isEqualTo(1);
        assertThat(number(store -> store.count(TokenFilter.ofRealm(realm)))).isEqualTo(3);
    }

    @Test
    void aChangeIsWrittenToTheTokenThatIsLocked() {
        StoredCredential token = insert(withGrants(personal("a"), "/maps", "/tiles"));

        run(store -> store.update(store.lock(realm, token.id())
                .orElseThrow()
                .withName("b")
                .withDescription("why")
                .withEnabled(false)
                .withGrants("read-write", List.of(new StoredGrant("read", "/tiles")))
                .withLifetime(token.lifetime().endingIn(60, NOW))));

        StoredCredential changed = find(token.id()).orElseThrow();
        assertThat(changed.name()).isEqualTo("b");
        assertThat(changed.description()).isEqualTo("why");
        assertThat(changed.enabled()).isFalse();
        assertThat(changed.reach().grants()).containsExactly(new StoredGrant("read", "/tiles"));
        assertThat(changed.lifetime()).isEqualTo(new Lifetime(NOW, NOW, NOW + 60, 60L));
    }

    @Test
    void aTokenIsChangedAndDeletedForItsOwnerOnly() {
        StoredCredential token = insert(personal("a"));
        StoredCredential claimed = ownedBy(token, "eve");

        assertThatThrownBy(() -> run(store -> store.update(claimed.withName("mine"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(is(store -> store.delete(claimed))).isFalse();
        assertThat(find(token.id())).contains(token);

        assertThat(is(store -> store.delete(token))).isTrue();
        assertThat(is(store -> store.delete(token))).isFalse();
        assertThat(findString(token)).isEmpty();
    }

    @Test
    void aRotationRetiresTheStringBeforeAndLeavesEarlierOverlapsAsTheyAre() {
        StoredCredential first = insert(personal("a"));
        StoredCredential second = rotate(first, "second", NOW + 600);
        StoredCredential third = rotate(second, "third", NOW);

        assertThat(usableUntil(hash(first))).isEqualTo(NOW + 600);
        assertThat(usableUntil("second" + first.id())).isEqualTo(NOW);
        assertThat(usableUntil("third" + first.id())).isNull();
        assertThat(one(store -> store.currentHash(third))).contains("third" + first.id());
        assertThat(number(store -> store.countOverlapping(third, NOW))).isEqualTo(1);
        assertThat(number(store -> store.countOverlapping(third, NOW + 600))).isZero();
        assertThat(many(store -> store.usableHashes(third, NOW)))
                .containsExactlyInAnyOrder(hash(first), "third" + first.id());
        assertThat(many(store -> store.usableHashes(TokenFilter.ofRealm(realm), 0)))
                .containsExactlyInAnyOrder(hash(first), "second" + first.id(), "third" + first.id());
    }

    @Test
    void oldStringsAreTrimmedAndNeverTheCurrentOne() {
        StoredCredential token = insert(personal("a"));
        for (int i = 0; i < 5; i++) {
            rotate(token, "s" + i, NOW + i);
        }

        run(store -> store.trimStrings(token, 2));

        assertThat(many(store -> store.usableHashes(token, 0)))
                .containsExactlyInAnyOrder("s2" + token.id(), "s3" + token.id(), "s4" + token.id());
    }

    @Test
    void aListIsNewestFirstAndShowsTheFirstEntriesOfEachAccessList() {
        StoredCredential old = insert(withGrants(at(personal("old"), NOW - 10), "/a", "/b", "/c"));
        StoredCredential young = insert(at(personal("young"), NOW));
        insert(at(personal("oldest"), NOW - 20));

        List<ListedToken> page = in(store -> store.list(TokenFilter.ofRealm(realm), TokenSort.NEWEST, 0, 2, 2));

        assertThat(page).extracting(listed -> listed.token().name()).containsExactly("young", "old");
        assertThat(page).extracting(ListedToken::grantCount).containsExactly(0, 3);
        assertThat(page.get(1).token().reach().grants())
                .containsExactly(new StoredGrant("read", "/a"), new StoredGrant("read", "/b"));
        assertThat(page.get(0).token()).isEqualTo(young);
        assertThat(names(TokenFilter.ofRealm(realm), 2)).containsExactly("oldest");
        assertThat(many(store -> store.listOwned(TokenFilter.ofRealm(realm), 1, 1)))
                .singleElement()
                .satisfies(owned -> {
                    assertThat(owned.id()).isEqualTo(old.id());
                    assertThat(owned.ownerId()).isEqualTo(OWNER);
                });
        assertThat(number(store -> store.count(TokenFilter.ofRealm(realm)))).isEqualTo(3);
        assertThat(many(store -> store.withoutGrants(TokenFilter.ofRealm(realm))))
                .hasSize(3)
                .allSatisfy(token -> assertThat(token.reach().grants()).isEmpty());
    }

    @Test
    void aListIsFilteredByKindOwnerClientAndId() {
        StoredCredential token = insert(personal("token"));
        insert(ownedBy(personal("eves"), "eve"));
        insert(ofKind(personal("secret"), TokenKind.DEVELOPER_SECRET));
        insert(through(personal("other client"), "another"));
        TokenFilter all = TokenFilter.ofRealm(realm);

        assertThat(names(all.withKinds(TokenKind.secrets()))).containsExactly("secret");
        assertThat(names(all.withOwner("eve"))).containsExactly("eves");
        assertThat(names(all.withClient("another"))).containsExactly("other client");
        assertThat(names(TokenFilter.ofClient(realm, CLIENT).withKinds(TokenKind.tokens())))
                .containsExactlyInAnyOrder("token", "eves");
        assertThat(names(all.withIds(List.of(token.id())))).containsExactly("token");
    }

    @Test
    void aPathFindsWhatIsAtOrBelowItByItsLetters() {
        insert(withGrants(personal("at"), "/f_1/x%25"));
        insert(withGrants(personal("below"), "/f_1/x%25/!a"));
        insert(withGrants(personal("like"), "/fx1/xy"));
        insert(withGrants(personal("upper"), "/F_1/x%25"));
        insert(withGrants(personal("longer"), "/f_1/x%251"));
        insert(withGrants(personal("twice"), "/f_1/x%25/b", "/f_1/x%25/c"));
        insert(personal("all"));

        assertThat(names(below("/f_1/x%25"))).containsExactlyInAnyOrder("at", "below", "twice");
        assertThat(names(below("/f_1/x%25/"))).containsExactlyInAnyOrder("below", "twice");
        assertThat(names(below("/f_1/x%25/!a"))).containsExactly("below");
        assertThat(names(below("/"))).hasSize(6).doesNotContain("all");
        assertThat(number(store -> store.count(below("/f_1")))).isEqualTo(4);
        assertThat(number(store -> store.delete(below("/F_1")))).isEqualTo(1);
    }

    @Test
    void aSearchKnowsNoCaseAndNoWildcards() {
        insert(personal("Old_1"));
        insert(personal("OldX1").withDescription("100% Old!"));
        insert(personal("new"));

        assertThat(names(TokenFilter.ofRealm(realm).withSearch("OLD"))).containsExactlyInAnyOrder("Old_1", "OldX1");
        assertThat(names(TokenFilter.ofRealm(realm).withSearch("old_"))).containsExactly("Old_1");
        assertThat(names(TokenFilter.ofRealm(realm).withSearch("0% o"))).containsExactly("OldX1");
        assertThat(names(TokenFilter.ofRealm(realm).withSearch("OLD!"))).containsExactly("OldX1");
    }

    @Test
    void aStateIsThatOfACheck() {
        insert(personal("active"));
        insert(expiring(personal("expired"), NOW));
        insert(expiring(personal("lasting"), NOW + 1));
        insert(personal("disabled").withEnabled(false));
        insert(expiring(personal("both"), NOW).withEnabled(false));
        insert(ownedBy(personal("owner disabled"), user(false, 0)));
        insert(ownedBy(personal("owner's not-before"), user(true, (int) NOW + 1)));
        insert(ownedBy(personal("owner"), user(true, (int) NOW)));
        insert(through(personal("client disabled"), client(false, 0)));
        insert(through(personal("client's not-before"), client(true, (int) NOW + 1)));

        assertThat(names(inState(TokenState.ACTIVE, null, 0))).containsExactlyInAnyOrder("active", "lasting", "owner");
        assertThat(names(inState(TokenState.EXPIRED, null, 0)))
                .containsExactlyInAnyOrder("expired", "both", "owner's not-before", "client's not-before");
        assertThat(names(inState(TokenState.DISABLED, null, 0)))
                .containsExactlyInAnyOrder("disabled", "owner disabled", "client disabled");
        assertThat(names(inState(TokenState.EXPIRED, null, NOW + 1))).hasSize(10);
    }

    @Test
    void whatIsIdleIsExpiredUnlessItsKindIsNot() {
        insert(at(personal("idle"), NOW - 100));
        StoredCredential used = insert(at(personal("used"), NOW - 100));
        insert(at(personal("fresh"), NOW - 10));
        insert(at(ofKind(personal("secret"), TokenKind.CLIENT_SECRET), NOW - 100));
        run(store -> store.recordUses(new TreeMap<>(Map.of(used.id(), new TokenUse(NOW - 5, null)))));

        assertThat(names(inState(TokenState.EXPIRED, NOW - 50, 0))).containsExactly("idle");
        assertThat(names(inState(TokenState.ACTIVE, NOW - 50, 0))).containsExactlyInAnyOrder("used", "fresh", "secret");
        assertThat(names(inState(TokenState.EXPIRED, null, NOW))).doesNotContain("secret");
    }

    @Test
    void theLimitCountsWhatIsNotExpiredAndAllOfItsBytes() {
        insert(withGrants(expiring(personal("expired"), NOW), "/a"));
        insert(withGrants(expiring(personal("lasting"), NOW + 1), "/aa", "/bb"));
        insert(withGrants(personal("for ever"), "/c"));
        insert(withGrants(ofKind(personal("secret"), TokenKind.DEVELOPER_SECRET), "/d"));
        insert(withGrants(ownedBy(personal("eves"), "eve"), "/e"));

        assertThat(number(store -> store.countUnexpired(realm, TokenKind.tokens(), OWNER, NOW)))
                .isEqualTo(2);
        // Of each entry "read", the path, and two more.
        assertThat(number(store -> store.grantBytes(realm, TokenKind.tokens(), OWNER, NOW)))
                .isEqualTo((4 + 3 + 2) * 2 + (4 + 2 + 2));
        assertThat(number(store -> store.grantBytes(realm, TokenKind.tokens(), "nobody", NOW)))
                .isZero();
    }

    @Test
    void theOlderOnesOfANameAreThoseOfExactlyThatName() {
        insert(at(personal("app"), NOW - 3));
        insert(at(personal("app"), NOW - 2));
        StoredCredential newest = insert(at(personal("app"), NOW - 1));
        insert(at(personal("App"), NOW - 9));
        insert(at(personal("app "), NOW - 9));
        insert(at(ownedBy(personal("app"), "eve"), NOW - 9));
        insert(at(through(personal("app"), "another"), NOW - 9));

        List<StoredCredential> older = in(store -> store.listOlder(newest, 1));

        assertThat(older).extracting(token -> token.lifetime().createdAt()).containsExactly(NOW - 2, NOW - 3);
    }

    @Test
    void usesAreWrittenForwardInTimeAndKeepTheLastAddressThatIsKnown() {
        StoredCredential one = insert(personal("one"));
        StoredCredential two = insert(personal("two"));
        run(store -> store.recordUses(new TreeMap<>(Map.of(
                one.id(), new TokenUse(NOW, "10.0.0.1"),
                two.id(), new TokenUse(NOW, "10.0.0.2"),
                UUID.randomUUID().toString(), new TokenUse(NOW, "10.0.0.3")))));

        run(store -> store.recordUses(new TreeMap<>(
                Map.of(one.id(), new TokenUse(NOW - 1, "10.0.0.9"), two.id(), new TokenUse(NOW + 1, null)))));

        assertThat(lastUse(one)).isEqualTo(new LastUse(NOW, "10.0.0.1"));
        assertThat(lastUse(two)).isEqualTo(new LastUse(NOW + 1, "10.0.0.2"));
    }

    @Test
    void aChangeLeavesTheLastUseAsItIs() {
        StoredCredential token = insert(personal("a"));
        run(store -> store.recordUses(new TreeMap<>(Map.of(token.id(), new TokenUse(NOW, "10.0.0.1")))));

        run(store -> store.update(token.withName("b")));

        assertThat(lastUse(token)).isEqualTo(new LastUse(NOW, "10.0.0.1"));
    }

    @Test
    void expiredTokensOfAnOwnerAreTrimmedButTheLast() {
        for (int i = 1; i <= 4; i++) {
            insert(expiring(personal("e" + i), NOW - i));
        }
        insert(expiring(personal("lasting"), NOW + 1));
        insert(expiring(ownedBy(personal("eves"), "eve"), NOW - 9));
        insert(expiring(ofKind(personal("secret"), TokenKind.DEVELOPER_SECRET), NOW - 9));

        run(store -> store.trimExpired(realm, TokenKind.tokens(), OWNER, NOW, 2));

        assertThat(names(TokenFilter.ofRealm(realm)))
                .containsExactlyInAnyOrder("e1", "e2", "lasting", "eves", "secret");
    }

    @Test
    void theSweepDeletesWhatExpiredBeforeATimeInParts() {
        for (int i = 0; i < 3; i++) {
            insert(withGrants(expiring(at(personal("old"), 1), LONG_AGO - 1), "/a"));
        }
        insert(expiring(at(personal("kept"), 1), LONG_AGO));

        int first = in(store -> store.deleteExpired(LONG_AGO, 2));
        int second = in(store -> store.deleteExpired(LONG_AGO, 2));
        int third = in(store -> store.deleteExpired(LONG_AGO, 2));

        assertThat(List.of(first, second, third)).containsExactly(2, 1, 0);
        assertThat(names(TokenFilter.ofRealm(realm))).containsExactly("kept");
    }

    @Test
    void retiredStringsAreSweptAfterTheirTime() {
        StoredCredential token = insert(personal("a"));
        rotate(token, "second", LONG_AGO - 1);
        rotate(token, "third", LONG_AGO);

        assertThat(number(store -> store.deleteRetired(LONG_AGO, 10))).isEqualTo(1);

        assertThat(findString(token)).isEmpty();
        assertThat(many(store -> store.usableHashes(token, 0)))
                .containsExactlyInAnyOrder("second" + token.id(), "third" + token.id());
        run(store -> store.delete(token));
    }

    @Test
    void whoseOwnerOrClientIsGoneIsAnOrphanButNotOfADirectory() {
        String client = client(true, 0);
        insert(through(ownedBy(personal("kept"), user(true, 0)), client));
        insert(through(ownedBy(personal("directory"), "f:" + UUID.randomUUID() + ":ada"), client));
        insert(through(ownedBy(ofKind(personal("secret"), TokenKind.CLIENT_SECRET), client), client));
        insert(through(ownedBy(personal("owner gone"), UUID.randomUUID().toString()), client));
        insert(ownedBy(personal("client gone"), user(true, 0)));

        assertThat(many(store -> store.orphans(10_000)))
                .filteredOn(token -> token.realmId().equals(realm))
                .extracting(StoredCredential::name)
                .containsExactlyInAnyOrder("owner gone", "client gone");
        assertThat(many(store -> store.orphans(1))).hasSize(1);
    }

    @Test
    void moreThanABatchIsDeletedWithAllThatHangsOnIt() {
        List<StoredCredential> many = IntStream.range(0, 520)
                .mapToObj(i -> withGrants(personal("m" + i), "/m/" + i))
                .toList();
        run(store -> many.forEach(token -> store.insert(token, hash(token))));
        StoredCredential kept = insert(withGrants(personal("kept"), "/k"));

        assertThat(number(store -> store.delete(below("/m")))).isEqualTo(520);

        assertThat(names(TokenFilter.ofRealm(realm))).containsExactly("kept");
        assertThat(many(store -> store.usableHashes(TokenFilter.ofRealm(realm), 0)))
                .containsExactly(hash(kept));
        assertThat(many(store -> store.lockAll(TokenFilter.ofRealm(realm)))).hasSize(1);
        assertThat(number(store -> store.delete(List.of(kept, many.get(0))))).isEqualTo(1);
    }

    @Test
    void whatHangsOnAClientMovesToAnotherOne() {
        insert(personal("token"));
        insert(ownedBy(ofKind(personal("secret"), TokenKind.CLIENT_SECRET), CLIENT));
        insert(through(personal("other"), "another"));

        run(store -> store.moveClient(realm, CLIENT, "new"));

        assertThat(names(TokenFilter.ofClient(realm, "new"))).containsExactlyInAnyOrder("token", "secret");
        assertThat(names(TokenFilter.ofOwner(realm, "new"))).containsExactly("secret");
        assertThat(names(TokenFilter.ofOwner(realm, CLIENT))).isEmpty();
    }

    @Test
    void anOwnerIsLockedByARowOfHisOwn() {
        assertThat(is(store -> store.lockOwner(realm, OWNER))).isFalse();

        run(store -> store.addOwner(realm, OWNER));

        assertThat(is(store -> store.lockOwner(realm, OWNER))).isTrue();
        assertThat(is(store -> store.lockOwner(realm, "Ada"))).isFalse();
        assertThatThrownBy(() -> run(store -> store.addOwner(realm, OWNER))).isInstanceOf(RuntimeException.class);
        run(store -> store.deleteOwner(realm, OWNER));
        assertThat(is(store -> store.lockOwner(realm, OWNER))).isFalse();
        run(store -> store.addOwner(realm, OWNER));
        run(store -> store.deleteOwners(realm));
        assertThat(is(store -> store.lockOwner(realm, OWNER))).isFalse();
    }

    private StoredCredential personal(String name) {
        return new StoredCredential(
                UUID.randomUUID().toString(),
                realm,
                TokenKind.PATH_TOKEN,
                OWNER,
                CLIENT,
                name,
                null,
                "abcd",
                Reach.NONE,
                Restrictions.NONE,
                Lifetime.from(NOW, null),
                true,
                LastUse.NEVER);
    }

    private static StoredCredential withGrants(StoredCredential token, String... paths) {
        return token.withGrants(
                "read-write",
                List.of(paths).stream()
                        .map(path -> new StoredGrant("read", path))
                        .toList());
    }

    private static StoredCredential at(StoredCredential token, long createdAt) {
        return token.withLifetime(Lifetime.from(createdAt, token.lifetime().expiresAt()));
    }

    private static StoredCredential expiring(StoredCredential token, long at) {
        return token.withLifetime(Lifetime.from(token.lifetime().createdAt(), at));
    }

    private static StoredCredential ownedBy(StoredCredential token, String owner) {
        return of(token, token.kind(), owner, token.clientUuid());
    }

    private static StoredCredential through(StoredCredential token, String client) {
        return of(token, token.kind(), token.ownerId(), client);
    }

    private static StoredCredential ofKind(StoredCredential token, TokenKind kind) {
        return of(token, kind, token.ownerId(), token.clientUuid());
    }

    private static StoredCredential of(StoredCredential token, TokenKind kind, String owner, String client) {
        return new StoredCredential(
                token.id(),
                token.realmId(),
                kind,
                owner,
                client,
                token.name(),
                token.description(),
                token.hint(),
                token.reach(),
                token.restrictions(),
                token.lifetime(),
                token.enabled(),
                token.lastUse());
    }

    private static String hash(StoredCredential token) {
        return "hash-" + token.id();
    }

    private StoredCredential insert(StoredCredential token) {
        run(store -> store.insert(token, hash(token)));
        return token;
    }

    // The hash of the new string is the prefix and the token's id.
    private StoredCredential rotate(StoredCredential token, String prefix, long usableUntil) {
        UnaryOperator<StoredCredential> reissue = locked -> locked.reissued("wxyz", NOW, null);
        run(store -> store.replaceString(
                reissue.apply(store.lock(realm, token.id()).orElseThrow()), prefix + token.id(), usableUntil));
        return find(token.id()).orElseThrow();
    }

    private @Nullable Long usableUntil(String hash) {
        return in(store -> store.findString(realm, hash)).orElseThrow().usableUntil();
    }

    private Optional<StoredCredential> find(String id) {
        return in(store -> store.find(realm, id));
    }

    private Optional<StoredString> findString(StoredCredential token) {
        return in(store -> store.findString(realm, hash(token)));
    }

    private LastUse lastUse(StoredCredential token) {
        return requireNonNull(find(token.id()).orElseThrow().lastUse());
    }

    private TokenFilter below(String path) {
        return new TokenFilter(realm, null, null, null, path, null, null);
    }

    private TokenFilter inState(TokenState state, @Nullable Long idleCutoff, long realmNotBefore) {
        return TokenFilter.ofRealm(realm).withState(new StateFilter(state, NOW, idleCutoff, realmNotBefore));
    }

    private List<String> names(TokenFilter filter) {
        return names(filter, 0);
    }

    private List<String> names(TokenFilter filter, int first) {
        return in(store -> store.list(filter, TokenSort.NEWEST, first, 100, 5)).stream()
                .map(listed -> listed.token().name())
                .toList();
    }

    private String user(boolean enabled, int notBefore) {
        String id = UUID.randomUUID().toString();
        database.run(em -> {
            var user = new UserEntity();
            user.setId(id);
            user.setUsername(id);
            user.setRealmId(realm);
            user.setEnabled(enabled);
            user.setNotBefore(notBefore);
            em.persist(user);
        });
        return id;
    }

    private String client(boolean enabled, int notBefore) {
        String id = UUID.randomUUID().toString();
        database.run(em -> {
            var client = new ClientEntity();
            client.setId(id);
            client.setClientId(id);
            client.setRealmId(realm);
            client.setEnabled(enabled);
            client.setNotBefore(notBefore);
            em.persist(client);
        });
        return id;
    }

    private <T> Optional<T> one(Function<TokenStore, Optional<T>> work) {
        return in(work);
    }

    private <T> List<T> many(Function<TokenStore, List<T>> work) {
        return in(work);
    }

    private long number(ToLongFunction<TokenStore> work) {
        return in(work::applyAsLong);
    }

    private boolean is(Predicate<TokenStore> work) {
        return in(work::test);
    }

    private <T> T in(Function<TokenStore, T> work) {
        return database.in(em -> work.apply(new TokenStore(em)));
    }

    private void run(Consumer<TokenStore> work) {
        database.run(em -> work.accept(new TokenStore(em)));
    }
}
