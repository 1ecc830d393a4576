using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The reviewer's buttons with their keys, always in the same place.</summary>
public sealed partial class DecisionBar
{
    [CascadingParameter]
    CaseActions Actions { get; set; } = null!;

    /// <summary>Called after each action, for the page to draw itself again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>The address of an evidence picture for this viewer.</summary>
    [Parameter, EditorRequired]
    public Func<Guid, string> AddressOf { get; set; } = null!;

    /// <summary>A button's text; with similar flags it names how many are decided.</summary>
    string Label(string act) => Actions.WithAlike ? L[$"Bar_{act}All", Actions.Alike!.Flags.Count] : L[$"Bar_{act}"];

    string Open(CasePanel panel) => Actions.Panel == panel ? "true" : "false";

    async Task ActAsync(MouseEventArgs click, Func<Task> act)
    {
        // The second half of a double click would decide the next flag unseen.
        if (click.Detail > 1)
            return;
        await act();
        await Changed.InvokeAsync();
    }

    Task Toggle(CasePanel panel)
    {
        Actions.Toggle(panel);
        return Changed.InvokeAsync();
    }

    Task SawAsync(Guid flag)
    {
        Actions.Saw(flag);
        return Changed.InvokeAsync();
    }

    Task ToggleAlike()
    {
        Actions.ToggleAlike();
        return Changed.InvokeAsync();
    }
}
