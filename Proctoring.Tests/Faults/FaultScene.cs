using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>A server process with a failing environment, and with a calling system and a candidate at work.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    /// <summary>How long to wait for something on a busy machine.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly (string Key, string Value)[] settings;
    readonly HostSystem host;
    readonly HubCandidate candidate;
    readonly List<string> differences = [];
    CancellationTokenSource stop = new();
    List<Task> working = [];

    FaultScene(string data, (string Key, string Value)[] settings, string address, string key, SessionAccess access)
    {
        (Data, this.settings, Candidate) = (data, settings, access.SessionId);
        Server = new ServerProcess(data, new Uri(address).Port, settings);
        host = new HostSystem("host", Server.Address, key, Ledger);
        candidate = new HubCandidate([Server.Address], access, Ledger);
        Check = new RecordCheck(Ledger, Guid.Empty);
    }

    public string Data { get; }

    public ServerProcess Server { get; }

    public Ledger Ledger { get; } = new();

    public RecordCheck Check { get; }

    /// <summary>The session of the candidate on the hub.</summary>
    public Guid Candidate { get; }

    /// <summary>Calls that were answered with 503 and Retry-After.</summary>
    public int Refused => host.Refused;

    /// <summary>The deviations from the expected results.</summary>
    public IReadOnlyList<string> Differences => differences;

    /// <summary>Prepares data in this folder.</summary>
    public static async Task<FaultScene> PrepareAsync(string data, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] all = [("Proctoring:Api:CallsPerKey", "1000000"), .. settings];
        await using var app = AppServer.Start([
            ("ConnectionStrings:Proctoring", settings.FirstOrDefault(setting => setting.Key == "ConnectionStrings:Proctoring").Value ?? ""),
            ("Proctoring:DataPath", data),
            ("Proctoring:SeedDemoExam", "false"),
        ]);
        await LongExam.AddAsync(app);
        var (_, secret) = await app.Get<ApiKeyStore>().CreateAsync("host", ApiScopes.Usual, null, StaffViewer.Console, default);
        return new FaultScene(data, all, app.Address, secret, await LongExam.StartAsync(app, "candidate"));
    }

    /// <summary>Records an expectation and its result.</summary>
    public void Expect(string expected, bool happened, string? observed = null)
    {
        var line = $"{(happened ? "as expected" : "DIFFERENT  ")}: {expected}{(observed is null ? "" : $" ({observed})")}";
        FaultRun.FromEnvironment(0).ReportStep(line);
        if (!happened)
            differences.Add(line);
    }

    /// <summary>Waits until a condition holds, and records whether it did.</summary>
    public async Task ExpectSoonAsync(string expected, Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        var holds = await condition();
        while (!holds && Stopwatch.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(200);
            holds = await condition();
        }

        Expect(expected, holds, string.Create(CultureInfo.InvariantCulture, $"after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
    }

    public Task ExpectSoonAsync(string expected, Func<bool> condition) => ExpectSoonAsync(expected, () => Task.FromResult(condition()));

    /// <summary>Waits for further acknowledgements of each of these kinds.</summary>
    public Task ExpectMoreAsync(string expected, params Acknowledged[] kinds)
    {
        var before = kinds.ToDictionary(kind => kind, Ledger.CountOf);
        return ExpectSoonAsync(expected, () => before.All(entry => Ledger.CountOf(entry.Key) >= entry.Value + 2));
    }

    public void BeginWork()
    {
        stop.Dispose();
        stop = new CancellationTokenSource();
        Ledger.FramesUnderWay += 5;
        working = [Task.Run(() => host.RunAsync(stop.Token)), Task.Run(() => candidate.RunAsync(stop.Token))];
    }

    public async Task EndWorkAsync()
    {
        var ending = working;
        working = [];
        await stop.CancelAsync();
        await Task.WhenAll(ending);
    }

    /// <summary>Waits for the confirmation of everything sent, ends the work, and compares the acknowledged with the stored
    /// records.</summary>
    public async Task ExpectNothingLostAsync()
    {
        candidate.Acts = false;
        if (working.Count > 0)
            await ExpectSoonAsync("all page signals are confirmed", () => candidate.Waiting == 0);
        candidate.Acts = true;
        await EndWorkAsync();
        await using var records = new RecordReader(Data, settings);
        await Check.RunAsync(records, "now");
        Expect(
            $"nothing acknowledged is lost or stored twice, all records are intact ({Ledger})",
            Check.Faults.Count == 0,
            string.Join("; ", Check.Faults)
        );
    }

    /// <summary>The flags on the candidate's record, except the ones that their own acts cause.</summary>
    public async Task<IReadOnlyList<(string Type, string? Detail)>> FlagsAsync()
    {
        await using var records = new RecordReader(Data, settings);
        await using var database = await records.OpenAsync();
        var rows = await database
            .Violations.AsNoTracking()
            .Where(row => row.SessionId == Candidate && row.Type != "copy_attempt")
            .Select(row => new { row.Type, row.Detail })
            .ToListAsync();
        return rows.ConvertAll(row => (row.Type, row.Detail));
    }

    /// <summary>Whether the candidate's record has a gap with this cause.</summary>
    public async Task<bool> HasGapAsync(GapCause cause)
    {
        await using var records = new RecordReader(Data, settings);
        await using var database = await records.OpenAsync();
        var chunks = await database.ObservationChunks.AsNoTracking().Where(chunk => chunk.SessionId == Candidate).ToListAsync();
        return SessionGaps.Read([.. chunks.OrderBy(chunk => chunk.Sequence)], DateTime.UtcNow).Any(gap => gap.Cause == cause);
    }

    /// <summary>The status of a path; 0 if there is no answer.</summary>
    public async Task<int> StatusAsync(string path)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            using var answer = await http.GetAsync(Server.Address + path);
            return (int)answer.StatusCode;
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndWorkAsync();
        }
        finally
        {
            await Server.DisposeAsync();
            host.Dispose();
            stop.Dispose();
            SqliteConnection.ClearAllPools();
        }
    }
}
