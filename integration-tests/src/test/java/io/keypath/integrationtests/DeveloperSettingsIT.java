package io.keypath.integrationtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Developer settings in the account console, as a person with Chromium uses them. */
@Order(5)
class DeveloperSettingsIT {

    private static final String PAGE = "/account/developer-settings";
    private static final AtomicInteger USERS = new AtomicInteger();
    private static final int MANY = 500;

    private static TestRealm realm;
    private static Chromium chromium;

    private BrowserContext context;
    private Page page;
    private String user;

    @BeforeAll
    static void start() {
        var builder = TestRealm.builder()
                .with("accountTheme", "keypath")
                .with("internationalizationEnabled", true)
                .with("supportedLocales", List.of("en", "nl", "de", "fr", "ar"))
                .attribute("keypath.token.max-per-owner", "1000")
                .attribute("keypath.token.unlimited", "true")
                .attribute("keypath.developer-secret.role", "developer")
                .attribute("keypath.gate.members", "{\"members\":true}")
                .attribute("keypath.gate.links", "{\"queryToken\":true}")
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))));
        IntStream.range(0, 60).forEach(i -> builder.user("user" + i, "developer"));
        realm = builder.user("plain").user("sharer").build();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void enter() {
        // Each test has a user whose lists are empty.
        user = "user" + USERS.getAndIncrement();
        open(new Browser.NewContextOptions().setViewportSize(1400, 900).setLocale("en-GB"));
    }

    private void open(Browser.NewContextOptions options) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser().newContext(options.setPermissions(List.of("clipboard-read", "clipboard-write")));
        page = context.newPage();
        page.setDefaultTimeout(15_000);
        assertThat(page.url()).isEqualTo("about:blank");
    }

    @AfterEach
    void leave() {
        context.close();
    }

    @Test
    void aTokenIsMadeFromTheEmptyPageOnAndWorks() {
        visit("");
        assertThat(page.getByTestId("no-tokens")).containsText("No tokens yet");
        page.getByTestId("create-token").click();

        field("Name").fill("Nightly tiles");
        field("What for").fill("The job that makes tiles");
        field("Path 1").fill("/maps/ams");
        choice("Action on path 1").selectOption("write");
        page.getByText("Add a path").click();
        assertThat(field("Path 2")).isFocused();
        field("Path 2").fill("/reports");
        choice("Action on path 2").selectOption("read");
        page.getByText("Add a path").click();
        page.getByLabel("Remove path 3").click();
        choice("Expires").selectOption("604800");
        assertThat(page.getByTestId("summary"))
                .containsText("Whoever has this token can read and write /maps/ams and read /reports until");
        page.getByTestId("submit").click();

        String token = page.getByTestId("secret").inputValue();
        assertThat(token).startsWith("kpt_");
        page.getByTestId("copy").click();
        assertThat(page.getByTestId("copy")).containsText("Copied");
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(token);
        for (String program : List.of("curl", "python", "git", "rclone")) {
            page.getByTestId("usage-" + program).click();
            assertThat(page.locator("pre:visible")).containsText(token);
        }
        page.getByTestId("done").click();

        Locator row = row("Nightly tiles");
        assertThat(row).containsText("Read and write /maps/ams");
        assertThat(row).containsText("Read /reports");
        assertThat(row).containsText("in 7 days");
        assertThat(row).containsText("Not used yet");
        assertThat(row).containsText("Active");
        assertThat(page.content()).doesNotContain(token);
        assertThat(page.evaluate("JSON.stringify([localStorage, sessionStorage])")
                        .toString())
                .doesNotContain(token);
        assertThat(realm.gate(token, "PUT", "/maps/ams/x").status()).isEqualTo(200);
        assertThat(realm.gate(token, "PUT", "/reports/x").status()).isEqualTo(403);
    }

    @Test
    void whoLeavesWithoutCopyingIsAskedFirst() {
        visit("");
        page.getByTestId("create-token").click();
        field("Name").fill("Backup");
        field("Path 1").fill("/backup");
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("secret")).isVisible();

        page.getByTestId("done").click();
        assertThat(dialog()).containsText("You have not copied it");
        page.getByTestId("stay").click();
        assertThat(page.getByTestId("secret")).isVisible();
        page.goBack();
        assertThat(dialog()).isVisible();
        page.getByTestId("stay").click();
        assertThat(page.getByTestId("secret")).isVisible();
        page.getByTestId("done").click();
        page.getByTestId("leave").click();

        assertThat(row("Backup")).isVisible();
    }

    @Test
    void aTokenIsRenamedDisabledNarrowedRotatedAndDeleted() {
        String token = make("First name", "/maps", "write").text("token");
        visit("");
        page.getByText("First name").click();

        button("Rename").click();
        field("Name").fill("Second name");
        page.getByTestId("save").click();
        assertThat(page.getByTestId("page-heading")).containsText("Second name");

        button("Disable").click();
        assertThat(button("Enable")).isVisible();
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(401);
        assertThat(page.locator("main")).containsText("Disabled");
        button("Enable").click();
        assertThat(button("Disable")).isVisible();
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(200);

        button("Narrow").click();
        field("Path 1").fill("/other");
        assertThat(dialog()).containsText("This reaches more than the token does now");
        assertThat(page.getByTestId("save")).isDisabled();
        field("Path 1").fill("/maps/ams");
        choice("Action on path 1").selectOption("read");
        page.getByTestId("save").click();
        assertThat(dialog()).isHidden();
        assertThat(page.locator("main")).containsText("Read /maps/ams");
        assertThat(realm.gate(token, "GET", "/maps/rotterdam").status()).isEqualTo(403);
        assertThat(realm.gate(token, "PUT", "/maps/ams/x").status()).isEqualTo(403);

        button("Rotate").click();
        choice("The old string goes on working for").selectOption("600");
        page.getByTestId("confirm-rotate").click();
        String rotated = page.getByTestId("secret").inputValue();
        page.getByTestId("copy").click();
        page.getByTestId("done").click();
        assertThat(realm.gate(token, "GET", "/maps/ams").status()).isEqualTo(200);
        assertThat(realm.gate(rotated, "GET", "/maps/ams").status()).isEqualTo(200);

        button("Delete").click();
        assertThat(dialog()).containsText("Delete Second name?");
        page.getByTestId("confirm-delete").click();
        assertThat(page.getByTestId("no-tokens")).isVisible();
        assertThat(realm.gate(rotated, "GET", "/maps/ams").status()).isEqualTo(401);
    }

    @Test
    void theListDoesAllThatWithoutItsPages() {
        String token = make("Of the list", "/maps", "read").text("token");
        visit("");

        page.getByLabel("Actions for Of the list").click();
        page.getByText("Disable", exactlyText()).click();
        assertThat(row("Of the list")).containsText("Disabled");
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(401);
        page.getByLabel("Actions for Of the list").click();
        page.getByText("Enable", exactlyText()).click();
        assertThat(row("Of the list")).containsText("Active");
        page.getByLabel("Rotate Of the list").click();
        choice("The old string goes on working for").selectOption("0");
        page.getByTestId("confirm-rotate").click();
        page.getByTestId("copy").click();
        page.getByTestId("done").click();
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(401);
        page.goBack();
        page.getByLabel("Actions for Of the list").click();
        page.getByText("Delete", exactlyText()).click();
        page.getByTestId("confirm-delete").click();

        assertThat(page.getByTestId("no-tokens")).isVisible();
    }

    @Test
    void fiveHundredTokensAreSearchedFilteredSortedAndPaged() {
        String login = realm.login(user);
        String last = "";
        for (int i = 0; i < MANY; i++) {
            last = Http.of("POST", realm.url("/path-tokens"))
                    .bearer(login)
                    .json(Map.of("name", "token %03d".formatted(i)))
                    .send()
                    .text("id");
        }
        assertThat(realm.call(user, "PATCH", "/path-tokens/" + last, Map.of("enabled", false))
                        .status())
                .isEqualTo(200);
        visit("");

        assertThat(rows()).hasCount(20);
        assertThat(page.locator("#tokens-toolbar")).containsText("1 - 20 of 500");
        page.getByLabel("Go to the next page").first().click();
        assertThat(page.locator("#tokens-toolbar")).containsText("21 - 40 of 500");
        button("Name").click();
        assertThat(rows().first()).containsText("token 000");
        assertThat(page.locator("th[aria-sort=ascending]")).containsText("Name");
        button("Name").click();
        assertThat(rows().first()).containsText("token 499");
        page.reload();
        assertThat(rows().first()).containsText("token 499");

        page.getByPlaceholder("Search by name").fill("token 12");
        assertThat(rows()).hasCount(10);
        page.getByPlaceholder("Search by name").fill("token 12x");
        assertThat(page.locator("main")).containsText("No token matches");
        page.getByText("Clear all filters").click();
        assertThat(rows()).hasCount(20);
        page.getByTestId("state-filter").selectOption("disabled");
        assertThat(rows()).hasCount(1);
        assertThat(rows()).containsText("token 499");
        // The details, and back to what was looked at.
        page.getByText("token 499").click();
        assertThat(page.getByTestId("page-heading")).containsText("token 499");
        page.goBack();
        assertThat(rows()).hasCount(1);
    }

    @Test
    void aLinkFillsInTheFormAndMakesNothing() {
        visit("?name=Backup&path=/backup&access=write&path=/reports&access=read&validFor=604800");

        assertThat(page.getByText("A link has filled in this form")).isVisible();
        assertThat(field("Name")).hasValue("Backup");
        assertThat(field("Path 2")).hasValue("/reports");
        assertThat(choice("Action on path 1")).hasValue("write");
        assertThat(choice("Expires")).hasValue("604800");
        assertThat(count()).isZero();
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("secret")).isVisible();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidWhereItIsAndNothingIsMade() {
        visit("/new");

        page.getByTestId("submit").click();
        assertThat(page.getByText("Give it a name.")).isVisible();
        assertThat(field("Name")).isFocused();
        field("Name").fill("x");
        for (var wrong : Map.of(
                        "maps", "A path starts with /.",
                        "/a/../b", "A path has no . or .. segment.",
                        "/a//b", "A path has no empty segment (//).",
                        "/a?b", "A path has no ? or #.",
                        "/a%2fb", "A path has no encoded /.")
                .entrySet()) {
            field("Path 1").fill(wrong.getKey());
            assertThat(page.getByTestId("access-row")).containsText(wrong.getValue());
        }
        field("Path 1").fill("/maps");
        page.getByText("Limit where it can be used from").click();
        field("Networks").fill("300.0.0.0/8");
        page.getByTestId("submit").click();
        // Only the server knows: its error stands at the field.
        assertThat(page.locator("#networks-help")).containsText("network 1 must be an IPv4 or IPv6 address");
        field("Networks").fill("192.0.2.0/24");
        assertThat(page.locator("#networks-help")).not().containsText("must be");
        field("Web origins").fill("maps.example");
        page.getByTestId("submit").click();
        assertThat(page.locator("#origins-help")).containsText("is no web origin");
        assertThat(count()).isZero();
    }

    @Test
    void anEndedSessionLosesNothingThatWasTyped() {
        visit("/new");
        field("Name").fill("Kept");
        field("Path 1").fill("/kept");
        realm.admin("POST", "/users/" + realm.userId(user) + "/logout", Map.of());
        // Else it would still be good for some minutes.
        page.evaluate("() => { const real = Date.now; Date.now = () => real() + 600000; }");

        page.getByTestId("submit").click();
        assertThat(page.getByText("Your session has ended")).isVisible();
        page.getByText("Sign in", exactlyText()).click();
        login();

        assertThat(page.getByText("Here is what you had typed before")).isVisible();
        assertThat(field("Name")).hasValue("Kept");
        assertThat(field("Path 1")).hasValue("/kept");
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("secret")).isVisible();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aSlowServerIsWaitedForAndAskedOnce() {
        var asked = new AtomicInteger();
        visit("/new?name=Slow&path=/slow&access=read");
        page.route(Pattern.compile("/path-tokens$"), route -> {
            asked.incrementAndGet();
            page.waitForTimeout(700);
            route.resume();
        });

        page.getByTestId("submit").dblclick();
        page.keyboard().press("Enter");

        assertThat(page.getByTestId("secret")).isVisible();
        assertThat(asked).hasValue(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aServerThatDoesNotAnswerIsTriedAgain() {
        visit("/new");
        page.route(Pattern.compile("/path-tokens(/count)?(\\?.*)?$"), route -> route.abort());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Cancel"))
                .click();
        assertThat(page.getByText("The server cannot be reached")).isVisible();

        page.unroute(Pattern.compile("/path-tokens(/count)?(\\?.*)?$"));
        page.getByText("Try again").click();

        assertThat(page.getByTestId("no-tokens")).isVisible();
    }

    @Test
    void whatAnotherTabDeletedIsGone() {
        Answer made = make("In two tabs", "/maps", "read");
        visit("/tokens/" + made.text("id"));
        assertThat(button("Disable")).isVisible();
        assertThat(realm.call(user, "DELETE", "/path-tokens/" + made.text("id")).status())
                .isEqualTo(204);

        button("Disable").click();
        assertThat(page.getByText("This does not exist any more")).isVisible();
        visitAgain("/tokens/" + made.text("id"));
        assertThat(page.getByText("This does not exist any more")).isVisible();
    }

    @Test
    void aDeveloperSecretAndALongLifetimeToken() {
        visit("/secrets");
        page.getByTestId("create-secret").click();
        field("Name").fill("Laptop");
        page.getByTestId("submit").click();
        String secret = page.getByTestId("secret").inputValue();
        assertThat(secret).startsWith("kps_");
        page.getByTestId("copy").click();
        page.getByTestId("long-lifetime").click();
        field("Name").fill("For the cluster");
        field("Path 1").fill("/maps");
        page.getByTestId("submit").click();
        assertThat(page.getByText("The long-lifetime token is ready")).isVisible();
        String jwt = page.getByTestId("secret").inputValue();
        assertThat(jwt.split("\\.")).hasSize(3);
        assertThat(realm.gate(jwt, "GET", "/maps/x").status()).isEqualTo(200);
        page.getByTestId("copy").click();
        page.getByTestId("done").click();
        page.getByTestId("tab-tokens").click();
        assertThat(row("For the cluster")).containsText("Long-lifetime token");

        page.getByTestId("tab-secrets").click();
        page.getByLabel("Rotate Laptop").click();
        choice("The old string goes on working for").selectOption("0");
        page.getByTestId("confirm-rotate").click();
        assertThat(page.getByTestId("secret")).not().hasValue(secret);
        page.getByTestId("copy").click();
        page.getByTestId("done").click();
        page.getByLabel("Delete Laptop").click();
        page.getByTestId("confirm-delete").click();
        assertThat(page.getByTestId("no-secrets")).isVisible();
    }

    @Test
    void whatIsSharedIsSeenAndLinksAreMadeAndTakenBack() {
        realm.admin(
                "POST",
                "/gate-shares",
                Map.of("path", "/maps/ams", "principal", "user:" + realm.userId(user), "access", "write"));
        visit("/shared-with-me");
        assertThat(page.getByTestId("share-row")).containsText("Read and write /maps/ams");

        page.getByTestId("tab-shares").click();
        assertThat(page.getByTestId("no-shares")).isVisible();
        page.getByTestId("create-link").click();
        field("Path 1").fill("/elsewhere");
        page.getByTestId("submit").click();
        assertThat(page.getByText("You may not do this")).isVisible();
        field("Path 1").fill("/maps/ams");
        page.getByTestId("submit").click();
        String key = page.getByTestId("secret").inputValue();
        assertThat(key).startsWith("kps_");
        assertThat(page.locator("pre")).containsText("https://files.example.org/maps/ams?key=" + key);
        assertThat(link(key)).isEqualTo(200);
        page.getByTestId("copy").click();
        page.getByTestId("done").click();
        assertThat(page.getByTestId("share-row")).containsText("Whoever has the link");
        page.getByLabel("Delete /maps/ams").click();
        page.getByTestId("confirm-delete").click();

        assertThat(page.getByTestId("no-shares")).isVisible();
        assertThat(link(key)).isEqualTo(401);
    }

    @Test
    void whatTheServerDoesNotOfferIsNotThere() {
        user = "plain";
        visit("");
        assertThat(page.getByTestId("no-tokens")).isVisible();
        assertThat(page.getByTestId("tab-secrets")).hasCount(0);
        TestRealm closed = TestRealm.builder()
                .with("accountTheme", "keypath")
                .with("roles", Map.of("realm", List.of(Map.of("name", "maker"))))
                .attribute("keypath.token.creator-role", "maker")
                .user("plain")
                .build();
        page.navigate(closed.url("/account"));
        login();
        assertThat(page.getByTestId("applications")).isVisible();
        assertThat(page.getByTestId("developer-settings")).hasCount(0);
    }

    @Test
    void theKeyboardIsEnough() {
        visit("");
        assertThat(page.getByTestId("no-tokens")).isVisible();
        page.getByTestId("create-token").focus();
        page.keyboard().press("Enter");
        assertThat(field("Name")).isVisible();
        field("Name").focus();
        page.keyboard().type("By keyboard");
        press("Tab", 2);
        assertThat(page.getByLabel("Only these paths")).isFocused();
        press("Tab", 1);
        page.keyboard().type("/maps");
        press("Tab", 1);
        page.keyboard().press("ArrowDown");
        assertThat(choice("Action on path 1")).hasValue("write");
        field("Name").focus();
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("reveal").locator("h2")).isFocused();
        press("Tab", 2);
        assertThat(page.getByTestId("copy")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("copy")).containsText("Copied");
        page.getByTestId("done").focus();
        page.keyboard().press("Enter");
        assertThat(row("By keyboard")).isVisible();
        page.getByLabel("Rotate By keyboard").focus();
        page.keyboard().press("Enter");
        assertThat(dialog()).isVisible();
        page.keyboard().press("Escape");
        assertThat(dialog()).isHidden();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void nothingIsInTheWayOfAnybody(ColorScheme scheme) {
        open(new Browser.NewContextOptions().setViewportSize(1400, 900).setColorScheme(scheme));
        make("A token", "/maps", "read");
        visit("");
        assertThat(row("A token")).isVisible();
        accessible("the list");
        page.getByLabel("Actions for A token").click();
        accessible("the menu of a token");
        page.keyboard().press("Escape");
        page.getByText("A token", exactlyText()).click();
        assertThat(button("Narrow")).isVisible();
        accessible("a token");
        for (String dialog : List.of("Rename", "Narrow", "Rotate", "Delete")) {
            button(dialog).click();
            assertThat(dialog()).isVisible();
            accessible(dialog);
            page.keyboard().press("Escape");
        }
        visitAgain("/new");
        page.getByTestId("submit").click();
        assertThat(page.getByText("Give it a name.")).isVisible();
        accessible("the form with errors");
        field("Name").fill("x");
        field("Path 1").fill("/x");
        choice("Expires").selectOption("date");
        accessible("the form with a date");
        choice("Expires").selectOption("3600");
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("secret")).isVisible();
        accessible("the string");
        page.getByTestId("done").click();
        accessible("the question before leaving");
        page.getByTestId("leave").click();
        page.getByTestId("tab-secrets").click();
        page.getByTestId("create-secret").click();
        accessible("the dialog of a secret");
        page.keyboard().press("Escape");
        page.getByTestId("tab-shared-with-me").click();
        assertThat(page.getByTestId("nothing-shared")).isVisible();
        accessible("what is shared with me");
        page.getByTestId("tab-shares").click();
        page.getByTestId("create-link").click();
        accessible("the dialog of a link");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390})
    void aPhoneShowsAllOfItWithoutScrollingSideways(int width) {
        make(
                "A token with a name that is longer than most names of tokens are",
                "/maps/amsterdam/centre/canals",
                "read");
        open(new Browser.NewContextOptions().setViewportSize(width, 700).setLocale("en-GB"));
        visit("");
        assertThat(rows()).hasCount(1);
        fits("the list");
        page.getByText("A token with a name").click();
        assertThat(button("Narrow")).isVisible();
        fits("a token");
        visitAgain("/new?name=x&path=/maps/amsterdam&access=read");
        assertThat(page.getByTestId("submit")).isVisible();
        fits("the form");
        page.getByTestId("submit").click();
        assertThat(page.getByTestId("secret")).isVisible();
        fits("the string");
        page.getByTestId("copy").click();
        visitAgain("/secrets");
        page.getByTestId("create-secret").click();
        fits("the dialog of a secret");
        visitAgain("/shares");
        assertThat(page.getByTestId("no-shares")).isVisible();
        fits("shares");
    }

    @ParameterizedTest
    @CsvSource({
        "nl, Instellingen voor ontwikkelaars",
        "de, Entwicklereinstellungen",
        "fr, Paramètres de développement",
    })
    void eachLanguageHasAllTexts(String locale, String title) {
        make("Eins", "/maps", "read");
        open(new Browser.NewContextOptions().setViewportSize(1400, 900).setLocale(locale));
        visit("");
        assertThat(page.locator("html")).hasAttribute("lang", locale);
        assertThat(page.getByTestId("page-heading")).containsText(title);
        assertThat(rows()).hasCount(1);
        // The day as the language writes it.
        String day = page.locator("[data-testid=token-row] time").first().innerText();
        assertThat(day)
                .isEqualTo(page.evaluate(
                        "locale => new Intl.DateTimeFormat(locale, {dateStyle: 'medium'}).format(new Date())", locale));
        for (String path : List.of("", "/new", "/secrets", "/shared-with-me", "/shares")) {
            visitAgain(path);
            assertThat(page.getByTestId("page-heading")).isVisible();
            page.waitForLoadState(LoadState.NETWORKIDLE);
            assertThat(page.locator("main").innerText()).doesNotContainPattern("\\bkp[A-Z]\\w+");
        }
    }

    @Test
    void fromRightToLeftNothingIsCutOff() {
        make("رمز", "/maps", "read");
        open(new Browser.NewContextOptions().setViewportSize(1400, 900).setLocale("ar"));
        visit("");
        assertThat(page.locator("html")).hasAttribute("dir", "rtl");
        assertThat(rows()).hasCount(1);
        fits("the list");
        // Paths are read from left to right wherever they stand.
        assertThat(page.locator("[data-testid=token-row] bdi[dir=ltr]").first()).isVisible();
    }

    private Locator field(String name) {
        return page.getByRole(
                AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator choice(String name) {
        return page.getByRole(
                AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByTextOptions exactlyText() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator rows() {
        return page.getByTestId("token-row");
    }

    private Locator row(String name) {
        return rows().filter(new Locator.FilterOptions().setHasText(name));
    }

    private void press(String key, int times) {
        for (int i = 0; i < times; i++) {
            page.keyboard().press(key);
        }
    }

    private void visit(String below) {
        page.navigate(realm.url(PAGE + below));
        login();
        assertThat(page.getByTestId("page-heading"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
    }

    private void visitAgain(String below) {
        page.navigate(realm.url(PAGE + below));
        assertThat(page.getByTestId("page-heading"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
    }

    private void login() {
        page.locator("#username").fill(user);
        page.locator("#password").fill(user);
        page.locator("#kc-login").click();
    }

    private Answer make(String name, String path, String access) {
        Answer made = realm.createToken(
                user, Map.of("name", name, "accessList", List.of(Map.of("path", path, "access", access))));
        assertThat(made.status()).isEqualTo(201);
        return made;
    }

    private int count() {
        return Integer.parseInt(realm.call(user, "GET", "/path-tokens/count").body());
    }

    private static int link(String key) {
        return Http.of("GET", realm.url("/gate/links/verify"))
                .header("X-Original-URI", "/maps/ams/x?key=" + key)
                .header("X-Original-Method", "GET")
                .send()
                .status();
    }

    /** What axe-core, which looks for what shuts people out, finds in the page as it is. */
    private void accessible(String what) {
        page.waitForTimeout(300); // Until what opens or closes has done so: half of a colour has no contrast.
        if (!Boolean.TRUE.equals(page.evaluate("'axe' in window"))) {
            try {
                page.evaluate(Files.readString(TestServer.root().resolve("themes/node_modules/axe-core/axe.min.js")));
            } catch (IOException e) {
                throw new AssertionError("themes has not been built", e);
            }
        }
        JsonNode found = Http.JSON.valueToTree(
                page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
                        + ".map(v => ({id: v.id, nodes: v.nodes.map(n => n.html.slice(0, 300))}))"));
        var violations = new ArrayList<String>();
        found.forEach(violation -> violations.add(violation.toString()));
        assertThat(violations).as(what).isEmpty();
    }

    private void fits(String what) {
        page.waitForTimeout(200);
        assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(what)
                .isEqualTo(0);
    }
}
