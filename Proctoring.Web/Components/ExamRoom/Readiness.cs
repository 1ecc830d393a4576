using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Web.Health;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains in plain words whether proctoring works now, and which part does not.</summary>
internal sealed class Readiness(HealthReports health, ILogger<Readiness> log)
{
    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The parts that do not work; empty if all do.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var report = await health.ReadAsync(limit.Token);
            return
            [
                .. report.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy).Select(entry => Say(entry.Key)).Distinct(),
            ];
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            log.HealthNotChecked(cause);
            return [L["Readiness_TooLong"]];
        }
        catch (Exception cause) when (!cancellation.IsCancellationRequested)
        {
            log.HealthNotChecked(cause);
            return [L["Readiness_Unknown"]];
        }
    }

    /// <summary>The sentence after a failure: the parts that do not work, or that the reason is unknown.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(CancellationToken cancellation = default) =>
        await FaultsAsync(cancellation) is { Count: > 0 } faults ? faults : [L["Readiness_Unknown"]];

    static string Say(string part) => L[part is "database" or "models" or "evidence_store" ? $"Readiness_{part}" : "Readiness_Part"];
}
