using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Localization;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>Lists the sessions that the viewer may see. The address holds the filters, so that back, bookmarks and links work.</summary>
public sealed partial class SessionsPage : IDisposable
{
    const string Address = "review/sessions";

    readonly CancellationTokenSource gone = new();
    CancellationToken leaving;
    Dictionary<string, StringValues> query = [];
    SessionFilter filter = new();
    SessionPageOf? found;
    IReadOnlyList<string> exams = [];
    IReadOnlyList<StaffName> reviewers = [];
    readonly HashSet<Guid> chosen = [];

    /// <summary>The sessions of the page that the latest choice left out, because too many are chosen.</summary>
    int notChosen;
    bool acting;
    IReadOnlyList<DismissalBatch> batches = [];
    AssignmentBatch? assigned;
    bool canReview;
    int asked;

    [Inject]
    SessionList List { get; set; } = null!;

    [Inject]
    Assignments Assignments { get; set; } = null!;

    [Inject]
    BulkDismissals Dismissals { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    int Pages => found is null ? 1 : Math.Max(1, (found.Total + SessionList.PageSize - 1) / SessionList.PageSize);

    string CsvAddress =>
        With(
            SessionsCsv.Path.FromBase(),
            ("zone", Clock.ZoneId),
            ("page", null),
            (LanguageChoice.Parameter, Language.Current.Code)
        );

    protected override void OnInitialized()
    {
        leaving = gone.Token;
        Navigation.LocationChanged += Moved;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await LoadAsync();
        // The list first; what the filters offer comes a moment later.
        StateHasChanged();
        if (await Access.ViewerAsync(StaffPolicies.Read, leaving) is { } viewer)
        {
            exams = await List.ExamsAsync(viewer, leaving);
            reviewers = await Assignments.ReviewersAsync(viewer, leaving);
        }

        StateHasChanged();
    }

    void Moved(object? sender, LocationChangedEventArgs change) =>
        _ = InvokeAsync(async () =>
        {
            if (Navigation.ToBaseRelativePath(change.Location).Split('?', '#')[0] != Address)
                return;
            try
            {
                await LoadAsync();
                StateHasChanged();
            }
            catch (OperationCanceledException)
            {
                // The page was left meanwhile.
            }
            catch (Exception cause)
            {
                await DispatchExceptionAsync(cause);
            }
        });

    async Task LoadAsync()
    {
        // Of two changes in a row only the last one's answer is shown.
        var mine = ++asked;
        query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        if (await Access.ViewerAsync(StaffPolicies.Read, leaving) is not { } viewer)
            return;
        var wanted = FilterQuery.Read(query, viewer.UserId, Clock.StartOf);
        var page = await List.ReadAsync(viewer, wanted, leaving);
        if (mine != asked)
            return;
        (filter, found, canReview) = (wanted, page, viewer.MayReview());
        batches = await Dismissals.RecentAsync(viewer, leaving);
    }

    void Choose(Guid session)
    {
        if (acting)
            return;
        if (!chosen.Remove(session) && chosen.Count < ReviewLimits.BulkSessions)
            chosen.Add(session);
        notChosen = 0;
    }

    void ChooseAll()
    {
        if (acting)
            return;
        var rows = found!.Rows.Select(row => row.Id).ToList();
        if (rows.TrueForAll(chosen.Contains))
            chosen.ExceptWith(rows);
        else
            chosen.UnionWith(rows.Except(chosen).Take(ReviewLimits.BulkSessions - chosen.Count).ToList());
        notChosen = chosen.Count < ReviewLimits.BulkSessions ? 0 : rows.Except(chosen).Count();
    }

    void ClearChosen()
    {
        chosen.Clear();
        notChosen = 0;
    }

    Task AssignedAsync(AssignmentBatch batch)
    {
        assigned = batch;
        ClearChosen();
        return LoadAsync();
    }

    async Task UndoAssignedAsync()
    {
        if (assigned is not { } batch || await Access.ViewerAsync(StaffPolicies.Review, leaving) is not { } viewer)
            return;
        assigned = null;
        Snackbar.Add(L.Plural("Bulk_Undone", await Assignments.UndoManyAsync(viewer, batch, leaving)));
        await LoadAsync();
    }

    Task DismissedAsync(BulkResult result)
    {
        Snackbar.Add(L["Bulk_Dismissed", result.Flags, result.Sessions, result.LeftOut]);
        ClearChosen();
        return LoadAsync();
    }

    async Task WithdrawAsync(DismissalBatch batch)
    {
        if (await Access.ViewerAsync(StaffPolicies.Review, leaving) is not { } viewer)
            return;
        var result = await Dismissals.WithdrawAsync(viewer, batch.Id, leaving);
        Snackbar.Add(L["Bulk_Withdrawn", result.Flags, result.Sessions, result.LeftOut]);
        await LoadAsync();
    }

    /// <summary>Another filter starts at the first page.</summary>
    void NarrowAsync((string Key, string? Value) change) => Navigation.NavigateTo(With(Address, change, ("page", null)));

    void ClearAsync() => Navigation.NavigateTo(Address);

    void GoToPage(int page) =>
        Navigation.NavigateTo(With(Address, ("page", page == 1 ? null : page.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    string SortAddress(SessionSort sort)
    {
        // A second click turns the order round.
        var up = filter.Sort == sort && !filter.Ascending;
        return With(
            Address,
            ("sort", sort == SessionSort.Opened ? null : sort.ToString().ToLowerInvariant()),
            ("order", up ? "up" : null),
            ("page", null)
        );
    }

    /// <summary>What follows the address of each session: J and K then stay in this list.</summary>
    string Suffix => With("", (FilterQuery.List, "1"), ("page", null));

    string With(string address, params (string Key, string? Value)[] changes)
    {
        var values = query.ToDictionary(entry => entry.Key, entry => (string?)entry.Value.ToString(), StringComparer.Ordinal);
        foreach (var (key, value) in changes)
            values[key] = value;
        return QueryHelpers.AddQueryString(address, values.Where(entry => !string.IsNullOrWhiteSpace(entry.Value)));
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        gone.Cancel();
        gone.Dispose();
    }
}
