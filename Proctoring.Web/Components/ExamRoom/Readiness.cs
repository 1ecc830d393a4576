using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Says whether proctoring can work now, and in plain words which part can't.</summary>
internal sealed class Readiness(HealthCheckService health, ILogger<Readiness> log)
{
    /// <summary>What is said where something failed though all parts say they are well.</summary>
    const string Unknown = "Something on the server did not work just now.";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What is unwell; empty where all is well.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var report = await health.CheckHealthAsync(limit.Token);
            return [.. report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => Say(entry.Key)).Distinct()];
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            log.HealthNotChecked(cause);
            return ["The server took too long to answer."];
        }
        catch (Exception cause) when (!cancellation.IsCancellationRequested)
        {
            log.HealthNotChecked(cause);
            return [Unknown];
        }
    }

    /// <summary>What to say when something has just failed: what is unwell, or that we don't know.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(CancellationToken cancellation = default) =>
        await FaultsAsync(cancellation) is { Count: > 0 } faults ? faults : [Unknown];

    static string Say(string part) => part switch
    {
        "database" => "The database, which keeps the answers, can't be reached.",
        "models" => "The models that find and compare faces are not loaded.",
        "evidence_store" => "The store for evidence pictures can't be written to.",
        _ => "A part of the service is not well.",
    };
}
