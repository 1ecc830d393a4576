using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Localization;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Audit;

/// <summary>Shows and searches the audit log. The search is in the address.</summary>
public sealed partial class AuditPage
{
    const int PageSize = 50;

    AuditResult? page;
    IReadOnlyList<string> actions = [];
    bool known;

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Act { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Session { get; set; }

    [SupplyParameterFromQuery]
    public bool Oldest { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal AuditLog Audit { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    int Number => Math.Clamp(Page ?? 1, 1, Math.Max(1, Pages));

    int Pages => page is null ? 1 : (int)Math.Ceiling(page.Total / (double)PageSize);

    bool IsNarrowed =>
        AuditQuery.Read(Q, Act, From, To, Session, Oldest, Clock.Zone) is var filter
        && filter with { OldestFirst = false } != new AuditFilter();

    string ExportAddress =>
        Navigation.GetUriWithQueryParameters(
            AuditExport.Path.FromBase(),
            new Dictionary<string, object?>
            {
                ["q"] = Q,
                ["act"] = Act,
                ["from"] = From,
                ["to"] = To,
                ["session"] = Session,
                ["oldest"] = Oldest ? true : null,
                ["zone"] = Clock.ZoneId,
                [LanguageChoice.Parameter] = Language.Current.Code,
            }
        );

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // The days of the filter are the viewer's.
        await Clock.LearnAsync();
        known = true;
        await LoadAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Audit) is not { } viewer)
            return;
        var filter = AuditQuery.Read(Q, Act, From, To, Session, Oldest, Clock.Zone);
        page = await Audit.SearchAsync(viewer, filter, (Math.Max(1, Page ?? 1) - 1) * PageSize, PageSize, CancellationToken.None);
        if (actions.Count == 0 || known)
            actions = await Audit.ActionsAsync(viewer, CancellationToken.None);
    }

    static string? Day(string? text) => AuditQuery.Day(text)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Changes the given parts of the address. Every change except of the page starts at the first page.</summary>
    void Go(string? q = null, string? act = null, string? from = null, string? to = null, bool? oldest = null, int? number = null) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?>
                {
                    ["q"] = Kept(q, Q),
                    ["act"] = Kept(act, Act),
                    ["from"] = Kept(from, From),
                    ["to"] = Kept(to, To),
                    ["oldest"] = oldest ?? Oldest ? true : null,
                    ["page"] = number is > 1 ? number : null,
                }
            )
        );

    // Null leaves a filter as it is; an empty text removes it.
    static string? Kept(string? changed, string? before) => (changed ?? before) is { Length: > 0 } value ? value : null;
}
