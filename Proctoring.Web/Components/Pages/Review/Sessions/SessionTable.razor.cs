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

    /// <summary>The selected sessions; null if the viewer cannot select any.</summary>
    [Parameter]
    public IReadOnlySet<Guid>? Chosen { get; set; }

    /// <summary>Whether the selection must stay, because an act on it is under way.</summary>
    [Parameter]
    public bool Locked { get; set; }

    /// <summary>Called to select a session, or to remove it from the selection.</summary>
    [Parameter]
    public EventCallback<Guid> OnChoose { get; set; }

    /// <summary>The same for all sessions of the page.</summary>
    [Parameter]
    public EventCallback OnChooseAll { get; set; }

    bool AllChosen => Chosen is not null && Rows.Count > 0 && Rows.All(row => Chosen.Contains(row.Id));

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string? Sorted(SessionSort sort) =>
        SortAddress is null || Filter.Sort != sort ? null
        : Filter.Ascending ? "ascending"
        : "descending";
}
