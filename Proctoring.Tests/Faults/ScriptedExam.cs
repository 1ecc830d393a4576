using System.Diagnostics;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using CandidatePage = Proctoring.Tests.EndToEnd.CandidatePage;

namespace Proctoring.Tests.Faults;

/// <summary>
/// An exam that continues over many kills: two calling systems on the HTTP API, two candidates on the hub with frames and page signals,
/// and one who answers questions in a browser.
/// </summary>
internal sealed class ScriptedExam : IAsyncDisposable
{
    /// <summary>After this long in a round the kill comes, whatever was acknowledged.</summary>
    static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(60);

    readonly string folder;
    readonly (string Key, string Value)[] settings;
    readonly ServerProcess server;
    readonly List<HostSystem> hosts;
    readonly List<HubCandidate> candidates;
    readonly BrowserCandidate browser;
    readonly CandidatePage page;
    List<Task> working = [];
    CancellationTokenSource stop = new();

    ScriptedExam(string folder, (string Key, string Value)[] settings, Prepared prepared)
    {
        (this.folder, this.settings, page) = (folder, settings, prepared.Page);
        server = new ServerProcess(Data, new Uri(prepared.Address).Port, settings);
        hosts = [.. Enumerable.Range(1, 2).Select(number => new HostSystem($"host{number}", server.Address, prepared.Key, Ledger))];
        candidates = prepared.Candidates.ConvertAll(access => new HubCandidate([server.Address], access, Ledger));
        browser = new BrowserCandidate(page, page.Page.Url, Ledger);
        Check = new RecordCheck(Ledger, Guid.Parse(new Uri(page.Page.Url).Segments[^1]));
    }

    public Ledger Ledger { get; } = new();

    public RecordCheck Check { get; }

    /// <summary>The data folder.</summary>
    public string Data => Path.Combine(folder, "data");

    /// <summary>How many kills came before the server had started.</summary>
    public int KilledStarts { get; private set; }

    /// <summary>Opens the sessions with a server in this process, and stops it.</summary>
    public static async Task<ScriptedExam> PrepareAsync(Chromium chromium, string? connection)
    {
        var folder = Directory.CreateTempSubdirectory("proctoring-kill-").FullName;
        (string Key, string Value)[] settings =
        [
            ("ConnectionStrings:Proctoring", connection ?? ""),
            ("Proctoring:Api:CallsPerKey", "1000000"),
            ("Proctoring:Api:CallsPerAddress", "1000000"),
        ];
        await using var app = AppServer.Start([
            .. settings,
            ("Proctoring:DataPath", Path.Combine(folder, "data")),
            ("Proctoring:SeedDemoExam", "false"),
        ]);
        await LongExam.AddAsync(app);
        var (_, secret) = await app.Get<ApiKeyStore>().CreateAsync("host", ApiScopes.Usual, null, StaffViewer.Console, default);
        List<SessionAccess> candidates = [await LongExam.StartAsync(app, "first"), await LongExam.StartAsync(app, "second")];
        var page = await CandidatePage.OpenAsync(chromium, app.Address, Camera.None);
        await page.ChooseExamAsync(proctored: false);
        await page.At("begin").ClickAsync();
        await page.SeesQuestionAsync(1);
        return new ScriptedExam(folder, settings, new Prepared(app.Address, secret, candidates, page));
    }

    /// <summary>Works on the exam, kills the server at a random moment, checks the records and starts it again.</summary>
    public async Task KillServerAsync(string when, Random random)
    {
        await StartServerAsync(random);
        var moment = Moment(random);
        BeginWork(reload: random.Next(2) == 0);
        await moment;
        await server.KillAsync();
        await EndWorkAsync();
        await CheckAsync(when);
    }

    /// <summary>Works on the exam, kills the database at a random moment, starts it again and checks that the exam continues.</summary>
    public async Task KillDatabaseAsync(PostgresCluster cluster, string when, Random random)
    {
        if (!server.Running)
            await server.StartAsync();
        var moment = Moment(random);
        BeginWork(reload: false);
        await moment;
        await cluster.KillAsync();
        await Task.Delay(random.Next(1500));
        await cluster.StartAfterKillAsync();
        // The same clients continue with the same server.
        await Heard(Enum.GetValues<Acknowledged>(), 1);
        await EndWorkAsync();
        await CheckAsync(when);
        if (!server.Running)
            throw new InvalidOperationException($"The server ended with code {server.ExitCode}:\n{server.Output}");
    }

    /// <summary>Continues without a kill until everything is acknowledged, stops the server properly, and checks everything.</summary>
    public async Task FinishAsync(Random random)
    {
        if (!server.Running)
            await StartServerAsync(random);
        var heard = Heard(Enum.GetValues<Acknowledged>(), 1);
        BeginWork(reload: true);
        await heard;
        candidates.ForEach(candidate => candidate.Acts = false);
        await Until(() => candidates.TrueForAll(candidate => candidate.Waiting == 0));
        await EndWorkAsync();
        await server.StopAsync();
        await CheckAsync("at the end");
        var (code, output) = await server.RunVerbAsync("verify", "all");
        if (code != 0 && Check.Broken == 0)
            Check.Faults.Add($"verify all ended with code {code}: {output}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndWorkAsync();
        }
        finally
        {
            await server.DisposeAsync();
            hosts.ForEach(host => host.Dispose());
            await page.Page.Context.CloseAsync();
            stop.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts the server. One start in six is killed first, at a random moment.</summary>
    async Task StartServerAsync(Random random)
    {
        if (random.Next(6) == 0)
        {
            KilledStarts++;
            server.Launch();
            await Task.Delay(random.Next(8000));
            await server.KillAsync();
        }

        await server.StartAsync();
    }

    /// <summary>The moment of a kill: shortly after the n-th acknowledgement of a kind.</summary>
    async Task Moment(Random random)
    {
        var kinds = Enum.GetValues<Acknowledged>();
        var (kind, count, delay) = (kinds[random.Next(kinds.Length)], random.Next(1, 7), random.Next(60));
        await Task.WhenAny(
            Heard([kind], kind is Acknowledged.Submission or Acknowledged.Start ? 1 + count / 4 : count),
            Task.Delay(LongestRound)
        );
        await Task.Delay(delay);
    }

    /// <summary>Completes when each of these kinds has been acknowledged so often from now on.</summary>
    async Task Heard(Acknowledged[] kinds, int times)
    {
        var until = kinds.ToDictionary(kind => kind, kind => Ledger.CountOf(kind) + times);
        await Until(() => until.All(entry => Ledger.CountOf(entry.Key) >= entry.Value));
    }

    static async Task Until(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(5))
                throw new TimeoutException("The exam does not continue.");
            await Task.Delay(5);
        }
    }

    void BeginWork(bool reload)
    {
        stop.Dispose();
        stop = new CancellationTokenSource();
        // Of each candidate one frame may be read by a server that can no longer say so.
        Ledger.FramesUnderWay += candidates.Count;
        var token = stop.Token;
        working =
        [
            .. hosts.Select(host => Task.Run(() => host.RunAsync(token))),
            .. candidates.Select(candidate => Task.Run(() => candidate.RunAsync(token))),
            Task.Run(() => browser.RunAsync(reload, token)),
        ];
    }

    async Task EndWorkAsync()
    {
        var ending = working;
        working = [];
        await stop.CancelAsync();
        await Task.WhenAll(ending);
    }

    async Task CheckAsync(string when)
    {
        await using var records = new RecordReader(Data, settings);
        await Check.RunAsync(records, when);
    }

    sealed record Prepared(string Address, string Key, List<SessionAccess> Candidates, CandidatePage Page);
}
