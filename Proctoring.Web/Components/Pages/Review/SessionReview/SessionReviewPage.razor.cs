using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Evidence;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>One session before its reviewer: timeline, flags, pictures, decisions, verdict; every act has one key.</summary>
public sealed partial class SessionReviewPage : IAsyncDisposable
{
    readonly CancellationTokenSource gone = new();
    readonly Turns typed = new();
    CaseActions desk = null!;
    PictureLinks pictures = null!;
    IReadOnlyList<StaffName> reviewers = [];
    Timeline? timeline;
    PageKeys keys = null!;
    CancellationToken leaving;
    Guid shown;
    bool timelineLoading;
    bool looked;
    bool listening;
    bool going;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The part of the queue that Shift+J and Shift+K walk.</summary>
    [SupplyParameterFromQuery]
    public string? Scope { get; set; }

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

    bool CanReview => desk.Viewer?.MayReview() == true;

    QueueScope QueueScope => Enum.TryParse<QueueScope>(Scope, ignoreCase: true, out var scope) && Enum.IsDefined(scope) ? scope : QueueScope.Free;

    /// <summary>Called by the script for each key that is one of ours; each acts on what the one before has left.</summary>
    [JSInvokable]
    public Task Key(string key) => typed.TakeAsync(async () =>
    {
        // On the way to another session a key would be for one that is not shown any more.
        if (desk.Case is null || going)
            return;
        try
        {
            await (key is [>= '0' and <= '9' and var digit] ? DigitAsync(digit - '0') : KeyAsync(key));
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            desk.Fail(cause, "That did not work. Try again.");
        }

        StateHasChanged();
    });

    protected override void OnInitialized()
    {
        leaving = gone.Token;
        desk = new CaseActions(Reader, Decisions, Verdicts, Notes, () => Access.ViewerAsync(StaffPolicies.Review, leaving), Log);
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
            return;
        await Clock.LearnAsync();
        await OpenAsync();
        StateHasChanged();
        if (!await keys.ListenAsync(this, ReviewKeys.Passed))
            return;
        listening = true;
        await LoadTimelineAsync();
        StateHasChanged();
    }

    async Task OpenAsync()
    {
        var id = Id;
        (shown, timeline) = (id, null);
        try
        {
            var viewer = await Access.ViewerAsync(StaffPolicies.Read, leaving);
            if (viewer is not null && shown == id && await desk.OpenAsync(viewer, id, leaving))
            {
                pictures.For(viewer.UserId);
                reviewers = viewer.MayReview() ? await Assignments.ReviewersAsync(viewer, leaving) : [];
            }
        }
        finally
        {
            going = going && shown != id;
        }

        // Another was asked for meanwhile; that one does the rest.
        if (shown != id)
            return;
        if (looked)
            await LoadTimelineAsync();
        looked = true;
        // It came while the first was still being opened.
        if (Id != id)
            await OpenAsync();
    }

    /// <summary>After the rest: unpacking a long session takes a moment, and a reviewer can begin without it.</summary>
    async Task LoadTimelineAsync()
    {
        if (desk is not { Case: not null, Viewer: { } viewer })
            return;
        var id = shown;
        timelineLoading = true;
        StateHasChanged();
        var read = await Task.Run(() => Timelines.ReadAsync(viewer, id, leaving), leaving);
        if (shown == id)
            (timeline, timelineLoading) = (read, false);
    }

    Task KeyAsync(string key)
    {
        switch (key)
        {
            case ReviewKeys.Next: desk.Show(desk.Index + 1); break;
            case ReviewKeys.Previous: desk.Show(desk.Index - 1); break;
            case ReviewKeys.Boxes: desk.ToggleBoxes(); break;
            case ReviewKeys.Alike: desk.ToggleAlike(); break;
            case ReviewKeys.Close: desk.Close(); break;
            case ReviewKeys.Dismiss: desk.Toggle(CasePanel.Dismiss); break;
            case ReviewKeys.Note: desk.Toggle(CasePanel.Note); break;
            case ReviewKeys.Verdict: desk.Toggle(CasePanel.Verdict); break;
            case ReviewKeys.Confirm when desk.CanDecide: return desk.DecideAsync(Decision.Confirmed, null, leaving);
            case ReviewKeys.Unsure when desk.CanDecide: return desk.DecideAsync(Decision.Unsure, null, leaving);
            case ReviewKeys.Undo when desk.CanUndo: return desk.UndoAsync(leaving);
            case ReviewKeys.Take when CanReview: return TakeAsync();
            case ReviewKeys.NextSession: return BesideAsync(true);
            case ReviewKeys.PreviousSession: return BesideAsync(false);
            case ReviewKeys.Help: return HelpAsync();
        }

        return Task.CompletedTask;
    }

    async Task DigitAsync(int digit)
    {
        switch (desk.Panel)
        {
            case CasePanel.Dismiss when QuickReasons.Dismissal.ElementAtOrDefault(digit - 1) is { } reason:
                await desk.DecideAsync(Decision.Dismissed, reason, leaving);
                break;
            case CasePanel.Verdict when desk.Chosen is { } verdict && QuickReasons.Of(verdict).ElementAtOrDefault(digit - 1) is { } why:
                await desk.GiveVerdictAsync(why, leaving);
                break;
            case CasePanel.Verdict when desk.Chosen is null && digit is >= 1 and <= 3:
                desk.Choose((Verdict)(digit - 1));
                break;
            case CasePanel.Dismiss or CasePanel.Verdict when digit == 0 && keys.Script is { } script:
                await script.InvokeVoidAsync("write");
                break;
        }
    }

    Task TakeAsync() => AssignAsync(viewer => Assignments.TakeAsync(viewer, desk.Case!.Session.Id, leaving));

    Task GiveAsync(Guid? reviewer) => AssignAsync(viewer => Assignments.GiveAsync(viewer, desk.Case!.Session.Id, reviewer, leaving));

    async Task AssignAsync(Func<Proctoring.Core.Storage.Staff.StaffViewer, Task<ReviewOutcome>> assign)
    {
        if (await Access.ViewerAsync(StaffPolicies.Review, leaving) is not { } viewer)
            return;
        if (ReviewText.Trouble(await assign(viewer)) is { } trouble)
            Snackbar.Add(trouble, MudBlazor.Severity.Warning);
        await desk.ReadAgainAsync(viewer, leaving);
    }

    async Task BesideAsync(bool forward)
    {
        if (going || await Access.ViewerAsync(StaffPolicies.Read, leaving) is not { } viewer)
            return;
        if (await Queue.BesideAsync(viewer, QueueScope, Id, forward, leaving) is not { } next)
            Snackbar.Add(forward ? "This is the end of the queue." : "This is the start of the queue.", MudBlazor.Severity.Info);
        else if (!going)
        {
            going = true;
            Navigation.NavigateTo($"/review/sessions/{next:D}?scope={QueueScope}");
        }
    }

    async Task HelpAsync() => await Dialogs.ShowAsync<KeysDialog>("Keys", new DialogOptions { CloseButton = true, BackdropClick = true });

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await keys.DisposeAsync();
        gone.Dispose();
    }
}
