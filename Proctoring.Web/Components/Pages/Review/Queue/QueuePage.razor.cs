using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Queue;

/// <summary>The sessions to review, highest risk first. Mouse and keys select, assign and open them.</summary>
public sealed partial class QueuePage : IAsyncDisposable
{
    static readonly string[] Keys = ["j", "k", "t", "Enter"];

    readonly CancellationTokenSource gone = new();
    SessionPageOf? found;
    IReadOnlyList<string> exams = [];
    PageKeys keys = null!;
    CancellationToken leaving;
    string? shown;
    bool canReview;
    bool listening;
    int current;

    [SupplyParameterFromQuery]
    public string? Scope { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <summary>The exam, severity and stage that narrow the queue.</summary>
    [SupplyParameterFromQuery]
    public string? Exam { get; set; }

    [SupplyParameterFromQuery]
    public string? Severity { get; set; }

    [SupplyParameterFromQuery]
    public string? Stage { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [Inject]
    SessionList List { get; set; } = null!;

    [Inject]
    ReviewQueue Queue { get; set; } = null!;

    [Inject]
    Assignments Assignments { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    QueueScope Chosen =>
        Enum.TryParse<QueueScope>(Scope, ignoreCase: true, out var scope) && Enum.IsDefined(scope) ? scope : QueueScope.Free;

    int PageNumber => Math.Clamp(Page ?? 1, 1, 1_000_000);

    /// <summary>The filters as parts of the address.</summary>
    Dictionary<string, string?> Narrowed =>
        new Dictionary<string, string?>
        {
            ["exam"] = Exam,
            ["severity"] = Severity,
            ["stage"] = Stage,
            ["from"] = From,
            ["to"] = To,
        }
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Value))
            .ToDictionary();

    /// <summary>Whether the button only opens a session. Until the rights are known, it has the words of a reviewer.</summary>
    bool Opens => found is not null && !canReview;

    string Wanted => QueryHelpers.AddQueryString($"{Chosen}/{PageNumber}", Narrowed);

    /// <summary>Called by the script for each key of the page. The queue has no subject.</summary>
    [JSInvokable]
    public async Task Key(string key, string? subject)
    {
        var last = (found?.Rows.Count ?? 0) - 1;
        if (last < 0)
            return;
        if (key == "Enter")
            await OpenAsync(found!.Rows[current]);
        else if (key == "t" && canReview)
            await TakeAsync(found!.Rows[current].Id);
        else
            current = Math.Clamp(current + (key == "j" ? 1 : -1), 0, last);
        StateHasChanged();
    }

    protected override void OnInitialized() => (keys, leaving) = (new PageKeys(Browser), gone.Token);

    protected override async Task OnParametersSetAsync()
    {
        if (shown is not null && shown != Wanted)
            await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await LoadAsync();
        listening = await keys.ListenAsync(this, Keys);
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        shown = Wanted;
        if (await Access.ViewerAsync(StaffPolicies.Read, leaving) is not { } viewer)
            return;
        canReview = viewer.MayReview();
        var query = Narrowed.ToDictionary(entry => entry.Key, entry => new StringValues(entry.Value));
        found = await Queue.ReadAsync(viewer, Chosen, FilterQuery.Read(query, viewer.UserId, Clock.StartOf), PageNumber - 1, leaving);
        if (exams.Count == 0)
            exams = await List.ExamsAsync(viewer, leaving);
        current = Math.Clamp(current, 0, Math.Max(0, found.Rows.Count - 1));
    }

    Task StartAsync() => found is { Rows: [var first, ..] } ? OpenAsync(first) : Task.CompletedTask;

    async Task OpenAsync(SessionRow row)
    {
        // A session that is opened for review is assigned to the viewer, unless it has a reviewer.
        if (canReview && row.AssignedToId is null && await Access.ViewerAsync(StaffPolicies.Review, leaving) is { } viewer)
            await Assignments.TakeAsync(viewer, row.Id, leaving);
        Navigation.NavigateTo(AddressOf(row));
    }

    async Task TakeAsync(Guid sessionId)
    {
        if (await Access.ViewerAsync(StaffPolicies.Review, leaving) is not { } viewer)
            return;
        if (ReviewText.Trouble(await Assignments.TakeAsync(viewer, sessionId, leaving)) is { } trouble)
            Snackbar.Add(trouble, MudBlazor.Severity.Warning);
        await LoadAsync();
    }

    string AddressOf(SessionRow row) => QueryHelpers.AddQueryString($"review/sessions/{row.Id:D}?scope={Chosen}", Narrowed);

    string AddressOf(QueueScope scope, int page = 1) =>
        QueryHelpers.AddQueryString(page == 1 ? $"review?scope={scope}" : $"review?scope={scope}&page={page}", Narrowed);

    void Narrow(string key, string? value)
    {
        var changed = Narrowed;
        changed[key] = value;
        Navigation.NavigateTo(
            QueryHelpers.AddQueryString($"review?scope={Chosen}", changed.Where(entry => !string.IsNullOrWhiteSpace(entry.Value)))
        );
    }

    static string SeverityWord(string? value) =>
        Enum.TryParse<Proctoring.Core.Exams.Severity>(value, ignoreCase: true, out var severity) ? SeverityLook.Word(severity) : "";

    string StageWord(string? value) => Enum.TryParse<ReviewStage>(value, ignoreCase: true, out var stage) ? L[$"Stage_{stage}"] : "";

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await keys.DisposeAsync();
        gone.Dispose();
    }
}
