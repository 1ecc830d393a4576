using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>Sessions, one a row; on a phone each row is a card.</summary>
public sealed partial class SessionTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<SessionRow> Rows { get; set; } = [];

    [Parameter]
    public SessionFilter Filter { get; set; } = new();

    /// <summary>Where a column's head leads; null where the order is fixed.</summary>
    [Parameter]
    public Func<SessionSort, string>? SortAddress { get; set; }

    /// <summary>What follows the address of each session.</summary>
    [Parameter]
    public string Suffix { get; set; } = "";

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string? Sorted(SessionSort sort) =>
        SortAddress is null || Filter.Sort != sort ? null
        : Filter.Ascending ? "ascending"
        : "descending";
}
