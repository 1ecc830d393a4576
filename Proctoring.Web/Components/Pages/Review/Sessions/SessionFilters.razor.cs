using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Primitives;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>What a list of sessions can be narrowed by; each change goes into the address at once.</summary>
public sealed partial class SessionFilters
{
    IReadOnlyList<(string Id, string Title)> types = [];

    /// <summary>What stands in the address.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, StringValues> Query { get; set; } = new Dictionary<string, StringValues>();

    [Parameter]
    public IReadOnlyList<string> Exams { get; set; } = [];

    [Parameter]
    public IReadOnlyList<StaffName> Reviewers { get; set; } = [];

    /// <summary>One filter, and what it is set to; null for nothing.</summary>
    [Parameter]
    public EventCallback<(string Key, string? Value)> OnChange { get; set; }

    [Parameter]
    public EventCallback OnClear { get; set; }

    [Inject]
    RuleCatalog Rules { get; set; } = null!;

    protected override void OnInitialized() =>
        types = [.. Rules.Rules.Select(rule => (rule.Kind.Id, rule.Kind.Title)).OrderBy(type => type.Title, StringComparer.Ordinal)];

    string? Of(string key) => FilterQuery.Text(Query, key);

    Task ChangeAsync(string key, string? value) => OnChange.InvokeAsync((key, value));

    string TypeWord(string? id) => types.FirstOrDefault(type => type.Id == id).Title ?? id ?? "";

    string AssignedWord(string? value) =>
        value switch
        {
            FilterQuery.Me => "Me",
            FilterQuery.Nobody => "Nobody",
            _ => Reviewers.FirstOrDefault(reviewer => reviewer.Id.ToString("D") == value)?.Name ?? "",
        };

    static string VerdictWord(string? value) => value == FilterQuery.None ? "To be reviewed" : Capital(value);

    static string StatusWord(string? value) =>
        Enum.TryParse<SessionStatus>(value, ignoreCase: true, out var status) ? ReviewText.Of(status) : "";

    static string Capital(string? value) => string.IsNullOrEmpty(value) ? "" : char.ToUpperInvariant(value[0]) + value[1..];
}
