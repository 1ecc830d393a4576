using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Primitives;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>What a list of sessions can be narrowed by; each change goes into the address at once.</summary>
public sealed partial class SessionFilters
{
    IReadOnlyList<(string Id, string Title)> types = [];

    /// <summary>The query of the page's address.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, StringValues> Query { get; set; } = new Dictionary<string, StringValues>();

    [Parameter]
    public IReadOnlyList<string> Exams { get; set; } = [];

    [Parameter]
    public IReadOnlyList<StaffName> Reviewers { get; set; } = [];

    /// <summary>A filter and its new value; null removes it.</summary>
    [Parameter]
    public EventCallback<(string Key, string? Value)> OnChange { get; set; }

    [Parameter]
    public EventCallback OnClear { get; set; }

    [Inject]
    RuleCatalog Rules { get; set; } = null!;

    protected override void OnInitialized() =>
        types = [
            .. Rules
                .Rules.Select(rule => (rule.Kind.Id, Title: RuleText.Title(rule.Kind)))
                .OrderBy(type => type.Title, StringComparer.CurrentCulture),
        ];

    string? Of(string key) => FilterQuery.Text(Query, key);

    Task ChangeAsync(string key, string? value) => OnChange.InvokeAsync((key, value));

    string TypeWord(string? id) => types.FirstOrDefault(type => type.Id == id).Title ?? id ?? "";

    string AssignedWord(string? value) =>
        value switch
        {
            FilterQuery.Me => L["Filters_Me"],
            FilterQuery.NoOne => L["Filters_NoOne"],
            _ => Reviewers.FirstOrDefault(reviewer => reviewer.Id.ToString("D") == value)?.Name ?? "",
        };

    string VerdictWord(string? value) =>
        value == FilterQuery.None ? L["Filters_ToReview"]
        : value == FilterQuery.Any ? L["Filters_AnyVerdict"]
        : Enum.TryParse<Verdict>(value, ignoreCase: true, out var verdict) ? ReviewText.Of(verdict)
        : "";

    string SeverityWord(string? value) =>
        value == FilterQuery.Any ? L["Filters_AnyFlag"]
        : Enum.TryParse<Severity>(value, ignoreCase: true, out var severity) ? SeverityLook.Word(severity)
        : "";

    static string StatusWord(string? value) =>
        Enum.TryParse<SessionStatus>(value, ignoreCase: true, out var status) ? ReviewText.Of(status) : "";
}
