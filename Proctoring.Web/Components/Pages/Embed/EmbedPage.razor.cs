using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
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
    bool unkept;

    [Parameter]
    public string Ticket { get; set; } = "";

    /// <summary>"sidecar" where the quiz is in the page around, though there is one of ours by the same name.</summary>
    [SupplyParameterFromQuery]
    public string? Mode { get; set; }

    [Inject]
    EmbedLinks Links { get; set; } = null!;

    [Inject]
    EmbedAccessStore Keyring { get; set; } = null!;

    [Inject]
    SessionOpener Register { get; set; } = null!;

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
            line!.Say(HostMessage.Unavailable(L["Host_NoCamera"], StatusCodes.Status403Forbidden));
            return;
        }

        try
        {
            access ??= await Keyring.FindAsync(page!, Ticket);
            if (access is null || unkept)
                await RedeemAsync();
            view = access is null ? null : await Register.FindAsync(access, gone.Token);
            await ShowAsync();
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.PageNotShown(cause, access?.SessionId);
            faults = await Readiness.ExplainAsync(gone.Token);
            phase = EmbedPhase.Unwell;
            line!.Say(HostMessage.Unavailable(L["Host_Unavailable", string.Join(" ", faults)], StatusCodes.Status503ServiceUnavailable));
        }
    }

    async Task RedeemAsync()
    {
        // Ours from here on, whatever becomes of the keeping: a ticket opens once, and another try must not need it again.
        access ??= await Links.RedeemAsync(Ticket, gone.Token);
        if (access is null)
            return;
        unkept = true;
        await Keyring.KeepAsync(page!, Ticket, access);
        unkept = false;
    }

    async Task ShowAsync()
    {
        if (view is null)
        {
            Refuse();
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
