using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>
/// A whole exam in a frame of somebody else's page, or its monitor alone beside a quiz of theirs. The ticket in the address opens it once;
/// from then on the right lives in the frame.
/// </summary>
public sealed partial class EmbedPage : IAsyncDisposable
{
    const string Sidecar = "sidecar";

    readonly CancellationTokenSource gone = new();
    EmbedPhase phase = EmbedPhase.Loading;
    Surroundings surroundings = Surroundings.Unknown;
    IReadOnlyList<string> faults = [];
    SessionAccess? access;
    SessionView? view;
    bool showReport;

    [Parameter]
    public string Ticket { get; set; } = "";

    /// <summary>"sidecar" where the quiz is in the page around, though there is one of ours by the same name.</summary>
    [SupplyParameterFromQuery]
    public string? Mode { get; set; }

    [Inject]
    EmbedLinks Links { get; set; } = null!;

    [Inject]
    EmbedKeyring Keyring { get; set; } = null!;

    [Inject]
    SessionRegister Register { get; set; } = null!;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    /// <summary>The questions are in the page around: that is so for every exam that is not one of ours.</summary>
    bool IsSidecar => Mode == Sidecar || view is { ExamSlug: null };

    string Origin => new Uri(Navigation.BaseUri).GetLeftPart(UriPartial.Authority);

    // Nothing before: whoever only fetches the address, a preview or a scanner of links, must not use the ticket up.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await ArriveAsync();
        await OpenAsync();
        StateHasChanged();
    }

    async Task OpenAsync()
    {
        if (surroundings is { Framed: true, Camera: false })
        {
            phase = EmbedPhase.NoCamera;
            return;
        }

        try
        {
            access ??= await Keyring.FindAsync(page!, Ticket) ?? await RedeemAsync();
            view = access is null ? null : await Register.FindAsync(access, gone.Token);
            await ShowAsync();
        }
        catch (Exception) when (!gone.IsCancellationRequested)
        {
            faults = await Readiness.ExplainAsync(gone.Token);
            phase = EmbedPhase.Unwell;
        }
    }

    async Task<SessionAccess?> RedeemAsync()
    {
        if (await Links.RedeemAsync(Ticket, gone.Token) is not { } opened)
            return null;
        await Keyring.KeepAsync(page!, Ticket, opened);
        return opened;
    }

    async Task ShowAsync()
    {
        if (view is null)
        {
            phase = EmbedPhase.Refused;
            return;
        }

        await FollowAsync();
        if (view.Finished)
            await ShowEndAsync();
        else
            phase = EmbedPhase.Exam;
    }

    void Close()
    {
        line?.Say(HostMessage.Closed);
        phase = EmbedPhase.Closed;
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await LeaveAsync();
        gone.Dispose();
    }
}
