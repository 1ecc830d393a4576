using Microsoft.AspNetCore.Components;
using Proctoring.Core.Policies;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>Replays past sessions under the settings of the page, and shows which flags change.</summary>
public sealed partial class EffectSection : IDisposable
{
    static readonly int[] Counts = [5, 10, 20, PolicyEffect.MostSessions];

    CancellationTokenSource? run;
    EffectOnSessions? result;
    string chosen = "";
    string? problem;
    int count = 10;
    int done;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal PolicyEffect Effect { get; set; } = null!;

    [Parameter, EditorRequired]
    public PolicyForm Form { get; set; } = null!;

    /// <summary>The policies with sessions.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<PolicyRow> Policies { get; set; } = [];

    /// <summary>The policy of the page, whose sessions are replayed first if it has any.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>Whether to begin at once.</summary>
    [Parameter]
    public bool AtOnce { get; set; }

    /// <summary>Whether the settings have mistakes, so that nothing can be computed.</summary>
    [Parameter]
    public bool Blocked { get; set; }

    bool Running => run is not null;

    protected override void OnInitialized() =>
        chosen = (Policies.FirstOrDefault(row => row.Policy.Name == Name) ?? Policies.MaxBy(row => row.Sessions))?.Policy.Name ?? "";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !AtOnce || chosen.Length == 0)
            return;
        await ComputeAsync();
        StateHasChanged();
    }

    async Task ComputeAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        (result, problem, done) = (null, null, 0);
        using var source = new CancellationTokenSource();
        run = source;
        StateHasChanged();
        var (policy, settings, most) = (chosen, Form.Settings, count);
        var progress = new Progress<int>(number =>
        {
            done = number;
            StateHasChanged();
        });
        try
        {
            // The rules compute for seconds; the page stays usable.
            result = await Task.Run(
                () => Effect.ComputeAsync(viewer, policy, settings, most, progress, source.Token),
                source.Token
            );
        }
        catch (OperationCanceledException)
        {
            problem = "Stopped. Nothing was computed.";
        }
        catch (PolicyRefusedException refusal)
        {
            problem = refusal.Message;
        }
        finally
        {
            run = null;
        }
    }

    void Stop() => run?.Cancel();

    static string Summary(EffectOnSessions found)
    {
        if (found.Replayed == 0)
            return "No session could be replayed.";
        var (before, after) = (found.Lines.Sum(line => line.Before), found.Lines.Sum(line => line.After));
        var (gone, added) = (found.Lines.Sum(line => line.Gone), found.Lines.Sum(line => line.New));
        return $"Sessions replayed: {found.Replayed}, of which {found.Changed} change. Flags: {before} under the old settings, {after} "
            + $"under the new ones; {gone} would not have been raised, {added} would be new. Mean risk score: {found.RiskBefore:0.0}, then "
            + $"{found.RiskAfter:0.0}.";
    }

    public void Dispose() => run?.Cancel();
}
