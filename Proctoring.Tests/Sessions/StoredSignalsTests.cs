using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A page signal that was accepted is stored, or sent again by its page, and none counts twice.</summary>
public sealed class StoredSignalsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Signals_lost_in_a_crash_before_they_were_stored_are_sent_again_and_count_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        var page = new Page(host, access);
        page.Join();
        page.Copy(1, 2, 3);
        await page.StoredUpToAsync(3);
        host.Databases.Away = true;
        page.Copy(4, 5);

        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(3, page.Join());
        page.Copy(4, 5);
        await page.StoredUpToAsync(5);

        Assert.Equal(5, Copies(await EndAsync(host, access)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Signals_that_were_stored_but_not_confirmed_are_ignored_when_they_are_sent_again(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        var page = new Page(host, access);
        page.Join();
        page.Copy(1, 2, 3);
        await page.StoredUpToAsync(3);

        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(3, page.Join());
        page.Copy(1, 2, 3, 4);
        await page.StoredUpToAsync(4);

        Assert.Equal(4, Copies(await EndAsync(host, access)));
    }

    [Fact]
    public async Task A_page_that_reconnects_before_its_signals_are_stored_is_notified_on_its_new_connection()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var page = new Page(host, access);
        page.Join("first");
        host.Databases.Away = true;
        page.Copy(1);
        host.Live(access).Leave("first");

        Assert.Equal(0, page.Join("second"));
        page.Copy(1);
        host.Databases.Away = false;
        while (page.Last.Seq == 0)
        {
            // The journal tries again after a pause.
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(("second", 1), page.Last);
        Assert.Equal(1, Copies(await EndAsync(host, access)));
    }

    [Fact]
    public async Task A_heartbeat_without_news_is_confirmed_within_seconds()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var page = new Page(host, access);
        page.Join();
        page.State(1);
        await page.StoredUpToAsync(1);

        page.State(2);
        page.State(3);
        await host.AnalyzedByAsync(access, "page connection");
        Assert.Equal(1, page.Last.Seq);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        await page.StoredUpToAsync(3);
    }

    [Fact]
    public async Task The_effects_of_a_state_are_stored_before_it_is_confirmed()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var page = new Page(host, access);
        page.Join();
        page.State(1, hidden: true);
        await page.StoredUpToAsync(1);

        var chunks = await host.Get<SeriesStore>().ReadAsync(access.SessionId, default);
        Assert.Contains(chunks.SelectMany(chunk => ObservationSeries.Unpack(chunk.Content)), seen => seen.Browser is { TabHidden: true });
    }

    [Fact]
    public async Task A_pause_of_monitoring_confirms_the_signals_that_it_ignores()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Policies:standard:HostMayPause", "true"));
        var access = await host.StartSessionAsync();
        var page = new Page(host, access);
        page.Join();
        host.Live(access).Pause("paused by a test");

        page.Copy(1);
        await page.StoredUpToAsync(1);

        Assert.Equal(0, Copies(await EndAsync(host, access)));
    }

    static int Copies(ReportContent report) => report.Violations.Count(violation => violation.Type == "copy_attempt");

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;

    /// <summary>A candidate's page that numbers its signals.</summary>
    sealed class Page(CoreHost host, SessionAccess access)
    {
        readonly SemaphoreSlim notified = new(0);
        string connection = "";

        /// <summary>The last confirmation with its connection.</summary>
        public (string Connection, int Seq) Last { get; private set; }

        public int Join(string id = "page connection")
        {
            connection = id;
            return host.Live(access)
                .Join(
                    new CandidateConnection(
                        id,
                        "page",
                        Stored: seq =>
                        {
                            Last = (id, seq);
                            notified.Release();
                        }
                    ),
                    takeOver: true
                );
        }

        public void Copy(params int[] numbers)
        {
            foreach (var number in numbers)
                Assert.Null(
                    host.Live(access).TakeSignal(connection, new PageSignal("page", number, null, new BrowserAct(BrowserActs.Copy)))
                );
        }

        public void State(int number, bool hidden = false) =>
            Assert.Null(
                host.Live(access)
                    .TakeSignal(connection, new PageSignal("page", number, new BrowserState(hidden, !hidden, null, true), null))
            );

        public async Task StoredUpToAsync(int number)
        {
            while (Last.Seq < number)
                Assert.True(await notified.WaitAsync(TimeSpan.FromSeconds(30)), $"The page got {Last.Seq}, not {number}.");
        }
    }
}
