using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>A whole exam in a frame on another site, or its monitor alone beside that site's own quiz. The ticket in the address opens it
/// once; then the right is stored in the frame.</summary>
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

    /// <summary>"sidecar" if the quiz is in the host page, even if one of our exams has the same name.</summary>
    [SupplyParameterFromQuery]
    public string? Mode { get; set; }

    [Inject]
    EmbedLinks Links { get; set; } = null!;

    [Inject]
    internal Brands Brands { get; set; } = null!;

    [CascadingParameter]
    EmbedFrame Frame { get; set; } = null!;

    [Inject]
    EmbedAccessStore Accesses { get; set; } = null!;

    [Inject]
    SessionOpener Opener { get; set; } = null!;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    /// <summary>Whether the questions are in the host page, as for every exam that is not one of ours.</summary>
    bool IsSidecar => Mode == Sidecar || view is { ExamSlug: null };

    string Origin => new Uri(Navigation.BaseUri).GetLeftPart(UriPartial.Authority);

    // Not before: a link preview or scanner that only fetches the address must not use up the ticket.
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
            access ??= await Accesses.FindAsync(page!, Ticket);
            if (access is null && await WaitsAsync())
                return;
            if (access is null || unkept)
                await RedeemAsync();
            view = access is null ? null : await Opener.FindAsync(access, gone.Token);
            if (view is not null)
                Frame.Show(await Brands.OfSessionAsync(view.Id, gone.Token));
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
        // The right is ours now, whether or not it can be stored: a ticket opens once, and another attempt must not need it.
        access ??= await Links.RedeemAsync(Ticket, gone.Token);
        if (access is null)
            return;
        unkept = true;
        await Accesses.KeepAsync(page!, Ticket, access);
        unkept = false;
    }

    async Task ShowAsync()
    {
        if (view is null)
        {
            Refuse();
            return;
        }

        if (await IsClosedAsync(view))
            return;
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
