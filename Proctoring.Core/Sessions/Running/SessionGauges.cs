using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Reports the running sessions and the length of the queues. They are read only when a listener asks.</summary>
internal sealed class SessionGauges : IHostedService, IDisposable
{
    static readonly (WatchState State, KeyValuePair<string, object?> Label)[] States =
    [
        .. Enum.GetValues<WatchState>()
            .Select(state => (state, KeyValuePair.Create("state", (object?)state.ToString().ToLowerInvariant()))),
    ];

    readonly Meter meter = new(ProctoringMetrics.MeterName);
    readonly LiveSessions live;
    readonly SessionJournals journals;

    public SessionGauges(LiveSessions live, SessionJournals journals)
    {
        (this.live, this.journals) = (live, journals);
        meter.CreateObservableUpDownCounter(
            "proctoring.sessions.running",
            Sessions,
            "{session}",
            "Proctored sessions on this server, by state."
        );
        meter.CreateObservableGauge("proctoring.queue.length", Queues, "{item}", "Items that wait, by queue.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => meter.Dispose();

    IEnumerable<Measurement<int>> Sessions()
    {
        var states = live.Open.Select(session => session.State).ToList();
        return States.Select(known => new Measurement<int>(states.Count(state => state == known.State), known.Label));
    }

    /// <summary>Frames: one place for each session. Inputs: sound and page signals. Records: entries that wait for the database.</summary>
    IEnumerable<Measurement<int>> Queues()
    {
        var open = live.Open;
        yield return Waiting("frames", open.Sum(session => session.Queue.FramesWaiting));
        yield return Waiting("inputs", open.Sum(session => session.Queue.InputsWaiting));
        yield return Waiting("records", journals.Waiting);
    }

    static Measurement<int> Waiting(string queue, int count) => new(count, new KeyValuePair<string, object?>("queue", queue));
}
