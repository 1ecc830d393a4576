using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Evidence;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The review page of one session: timeline, flags, pictures, decisions and verdict. Each action has one key.</summary>
public sealed partial class SessionReviewPage : IAsyncDisposable
{
    readonly CancellationTokenSource gone = new();

    /// <summary>How often the page asks for colleagues' changes.</summary>
    static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(3);

    readonly ActionQueue typed = new();
    RefreshTimer? changes;
    IReadOnlyList<string> colleagues = [];
    CaseActions actions = null!;
    PictureLinks pictures = null!;
    IReadOnlyList<StaffName> reviewers = [];
    Timeline? timeline;
    PageKeys keys = null!;
    FlagView? view;
    Guid? named;
    CancellationToken leaving;
    Guid shown;
    Guid? target;
    bool timelineLoading;
    bool looked;
    bool listening;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The part of the queue that Shift+J and Shift+K move through.</summary>
    [SupplyParameterFromQuery]
    public string? Scope { get; set; }

    /// <summary>The flag that the address names.</summary>
    [SupplyParameterFromQuery]
    public Guid? Flag { get; set; }

    [Inject]
    CaseReader Reader { get; set; } = null!;

    [Inject]
    FlagDecisions Decisions { get; set; } = null!;

    [Inject]
    SessionVerdicts Verdicts { get; set; } = null!;

    [Inject]
    ReviewNotes Notes { get; set; } = null!;

    [Inject]
    Assignments Assignments { get; set; } = null!;

    [Inject]
    SessionList Sessions { get; set; } = null!;

    [Inject]
    ReviewPresence Presence { get; set; } = null!;

    [Inject]
    ReviewQueue Queue { get; set; } = null!;

    [Inject]
    SessionTimeline Timelines { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    EvidenceLinks Evidence { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    ILogger<SessionReviewPage> Log { get; set; } = null!;

    /// <summary>The page is on its way to another session.</summary>
    bool Moving => target is { } next && actions.Case?.Session.Id != next;

    bool CanReview => actions.Viewer?.MayReview() == true;

    QueueScope QueueScope =>
        Enum.TryParse<QueueScope>(Scope, ignoreCase: true, out var scope) && Enum.IsDefined(scope) ? scope : QueueScope.Free;

    protected override void OnInitialized()
    {
        leaving = gone.Token;
        actions = new CaseActions(Reader, Decisions, Verdicts, Notes, () => Access.ViewerAsync(StaffPolicies.Review, leaving), Log);
        pictures = new PictureLinks(Evidence, Time);
        keys = new PageKeys(Browser);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (looked && shown != Id)
            await OpenAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            await NameFlagAsync();
            return;
        }

        await Clock.LearnAsync();
        await OpenAsync();
        StateHasChanged();
        if (!await keys.ListenAsync(this, ReviewKeys.Passed))
            return;
        listening = true;
        await LoadTimelineAsync();
        StateHasChanged();
        changes = new RefreshTimer(Time, AskEvery, gone => InvokeAsync(() => AskForChangesAsync(gone)));
    }

    /// <summary>Shows who else has the session open, and what they did.</summary>
    async Task AskForChangesAsync(CancellationToken cancellation)
    {
        if (Moving || actions.Case is not { } shownCase)
            return;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Read, cancellation) is not { } viewer)
                return;
            var present = Presence.Report(viewer, shownCase.Session.Id);
            var changed = await Reader.HasChangedAsync(viewer, shownCase, cancellation);
            if (changed && actions.Case == shownCase)
                await actions.ReadAgainAsync(viewer, cancellation);
            if (!changed && present.SequenceEqual(colleagues))
                return;
            colleagues = present;
            StateHasChanged();
        }
        catch (Exception cause) when (!cancellation.IsCancellationRequested)
        {
            LogNotAsked(Log, cause, shownCase.Session.Id);
        }
    }

    async Task OpenAsync()
    {
        var id = Id;
        (shown, timeline) = (id, null);
        try
        {
            var viewer = await Access.ViewerAsync(StaffPolicies.Read, leaving);
            if (viewer is not null && shown == id && await actions.OpenAsync(viewer, id, Flag, leaving))
            {
                pictures.For(viewer.UserId);
                reviewers = viewer.MayReview() ? await Assignments.ReviewersAsync(viewer, leaving) : [];
            }
        }
        finally
        {
            if (target == id)
                target = null;
        }

        // Another session was requested in the meantime; its call does the rest.
        if (shown != id)
            return;
        if (looked)
            await LoadTimelineAsync();
        looked = true;
        // The request came while the first session was still opening.
        if (Id != id)
            await OpenAsync();
    }

    /// <summary>Loads the timeline last: unpacking a long session takes a moment, and a reviewer can begin without it.</summary>
    async Task LoadTimelineAsync()
    {
        if (actions is not { Case: not null, Viewer: { } viewer })
            return;
        var id = shown;
        timelineLoading = true;
        StateHasChanged();
        var read = await Task.Run(() => Timelines.ReadAsync(viewer, id, leaving), leaving);
        if (shown == id)
            (timeline, timelineLoading) = (read, false);
    }

    /// <summary>Writes the selected flag into the address, so that it can be reloaded and sent to a colleague.</summary>
    async Task NameFlagAsync()
    {
        if (keys.Script is not { } script || Moving || actions.Flag?.Id is not { } flag || flag == named)
            return;
        named = flag;
        try
        {
            await script.InvokeVoidAsync("setQuery", "flag", flag.ToString("D"));
        }
        catch (Exception cause) when (cause is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The page was left.
        }
    }

    Task TakeAsync() => AssignAsync(viewer => Assignments.TakeAsync(viewer, actions.Case!.Session.Id, leaving));

    Task GiveAsync(Guid? reviewer) => AssignAsync(viewer => Assignments.GiveAsync(viewer, actions.Case!.Session.Id, reviewer, leaving));

    async Task AssignAsync(Func<Proctoring.Core.Storage.Staff.StaffViewer, Task<ReviewOutcome>> assign)
    {
        if (await Access.ViewerAsync(StaffPolicies.Review, leaving) is not { } viewer)
            return;
        if (ReviewText.Trouble(await assign(viewer)) is { } trouble)
            Snackbar.Add(trouble, MudBlazor.Severity.Warning);
        await actions.ReadAgainAsync(viewer, leaving);
    }

    async Task BesideAsync(bool forward)
    {
        if (Moving || await Access.ViewerAsync(StaffPolicies.Read, leaving) is not { } viewer)
            return;
        var query = QueryHelpers.ParseQuery(Navigation.ToAbsoluteUri(Navigation.Uri).Query);
        query.Remove("flag");
        var filter = FilterQuery.Read(query, viewer.UserId, Clock.StartOf);
        var beside = query.ContainsKey(FilterQuery.List)
            ? Sessions.BesideAsync(viewer, filter, Id, forward, leaving)
            : Queue.BesideAsync(viewer, QueueScope, filter, Id, forward, leaving);
        if (await beside is not { } next)
            Snackbar.Add(L[forward ? "Case_QueueEnd" : "Case_QueueStart"], MudBlazor.Severity.Info);
        else if (!Moving)
        {
            target = next;
            Navigation.NavigateTo(QueryHelpers.AddQueryString($"review/sessions/{next:D}", query));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The changes of session {SessionId} could not be read; the page asks again")]
    static partial void LogNotAsked(ILogger log, Exception cause, Guid sessionId);

    string AddressOf(Guid evidence) => pictures.To(actions.Case!.Session.Id, evidence).FromBase();

    public async ValueTask DisposeAsync()
    {
        changes?.Dispose();
        if (actions is { Viewer: { } viewer, Case: { } closed })
            Presence.Leave(viewer, closed.Session.Id);
        await gone.CancelAsync();
        await keys.DisposeAsync();
        gone.Dispose();
    }
}
