using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A session that continues on another device or in another browser is on record; a reload and a new address are not.</summary>
public sealed class PageOriginsTests
{
    const string ChromeOnWindows =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
    const string NewerChromeOnWindows =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
    const string EdgeOnWindows =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
    const string ChromeOnAndroid =
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";
    const string SafariOnIPhone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        + "Version/26.0 Mobile/15E148 Safari/604.1";
    const string SafariOnIPad =
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
    const string SafariOnMac =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";
    const string FirefoxOnLinux = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ChromeOnWindows, "Chrome on Windows")]
    [InlineData(EdgeOnWindows, "Edge on Windows")]
    [InlineData(ChromeOnAndroid, "Chrome on Android")]
    [InlineData(SafariOnIPhone, "Safari on iPhone")]
    [InlineData(SafariOnIPad, "Safari on a Mac or iPad")]
    [InlineData(SafariOnMac, "Safari on a Mac or iPad")]
    [InlineData(FirefoxOnLinux, "Firefox on Linux")]
    [InlineData("python-requests/2.32", "python-requests")]
    [InlineData(" ", "an unknown browser")]
    [InlineData(null, "an unknown browser")]
    public void A_user_agent_names_browser_and_system(string? userAgent, string name) => Assert.Equal(name, BrowserName.Of(userAgent));

    [Fact]
    public void A_long_name_of_a_browser_is_not_cut_inside_a_character() =>
        Assert.Equal($"{new string('x', 39)}…", BrowserName.Of($"{new string('x', 39)}\ud83d\ude00/1"));

    [Fact]
    public void Reloads_updates_and_new_addresses_are_the_same_device()
    {
        var origins = new PageOrigins();
        var at = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

        Assert.Null(Join("p1", "192.0.2.1", ChromeOnWindows)!.Act);
        // A connection that comes back is nothing new.
        Assert.Null(Join("p1", "192.0.2.1", ChromeOnWindows));
        Assert.Null(Join("p2", "192.0.2.1", ChromeOnWindows)!.Act);
        Assert.Null(Join("p2", "198.51.100.7", ChromeOnWindows)!.Act);
        Assert.Null(Join("p3", "198.51.100.7", NewerChromeOnWindows)!.Act);

        var other = Join("p4", "203.0.113.9", SafariOnIPhone)!;
        Assert.Equal(
            new BrowserAct("device_changed", "Safari on iPhone at 203.0.113.9; before: Chrome on Windows at 198.51.100.7"),
            other.Act
        );
        Assert.Equal(new Core.Storage.Record.PageOrigin(at, "203.0.113.9", SafariOnIPhone), other.Origin);
        // Back on the first device: known.
        Assert.Null(Join("p5", "192.0.2.1", ChromeOnWindows)!.Act);

        JoinedPage? Join(string page, string address, string agent) =>
            origins.Join(new CandidateConnection($"c-{page}", page, address, agent), at);
    }

    [Fact]
    public void The_number_of_origins_is_limited()
    {
        var origins = new PageOrigins();
        var taken = Enumerable
            .Range(0, 1000)
            .Count(number =>
                origins.Join(new CandidateConnection("c", $"page{number}", "192.0.2.1", ChromeOnWindows), default) is not null
            );

        Assert.Equal(200, taken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_that_continues_on_another_device_is_flagged_once_with_address_and_browser(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        await host.Get<Core.Sessions.Opening.SessionOpener>().StartAsync(access, default);
        Join(host, access, "test", "first", "192.0.2.1", ChromeOnWindows);
        await host.ShowAsync(access, Scene.OneFace, 3);
        await host.StoredAsync(access);

        // The server starts again; the page reloads, then its network changes, then another person continues.
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(2));
        Join(host, access, "test", "first", "192.0.2.1", ChromeOnWindows);
        Join(host, access, "test", "second", "198.51.100.7", ChromeOnWindows);
        await host.ShowAsync(access, Scene.OneFace, 3);
        var changed = host.Now;
        Join(host, access, "phone", "third", "203.0.113.9", SafariOnIPhone);
        Join(host, access, "phone", "third", "203.0.113.9", SafariOnIPhone);
        await host.AnalyzedByAsync(access, "phone");

        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        var flag = Assert.Single(report!.Violations, violation => violation.Type == "device_changed");
        Assert.Equal(
            (Severity.Low, changed, "Safari on iPhone at 203.0.113.9; before: Chrome on Windows at 198.51.100.7"),
            (flag.Severity, flag.BeganAt, flag.Detail)
        );
        await using var db = host.OpenDatabase();
        var pages = await db.CandidatePages.AsNoTracking().OrderBy(page => page.JoinedAt).ToListAsync(Cancellation);
        Assert.Equal(
            [
                ("first", "192.0.2.1", ChromeOnWindows),
                ("second", "198.51.100.7", ChromeOnWindows),
                ("third", "203.0.113.9", SafariOnIPhone),
            ],
            pages.Where(page => page.PageId != "test").Select(page => (page.PageId, page.Address, page.UserAgent))
        );
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    [Fact]
    public async Task Another_device_during_a_pause_is_on_record_too()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await host.Get<Core.Sessions.Opening.SessionOpener>().StartAsync(access, default);
        Join(host, access, "test", "first", "192.0.2.1", ChromeOnWindows);
        await host.ShowAsync(access, Scene.OneFace, 2);
        host.Live(access).Sensors.Pause(host.Now, GapCause.PausedByHost, "a break");

        Join(host, access, "other", "second", "192.0.2.1", FirefoxOnLinux);
        host.Live(access).Resume();
        await host.AnalyzedByAsync(access, "other");

        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Contains(report!.Violations, violation => violation.Type == "device_changed");
    }

    static void Join(CoreHost host, SessionAccess access, string connection, string page, string address, string userAgent) =>
        host.Live(access).Join(new CandidateConnection(connection, page, address, userAgent), takeOver: true);
}
