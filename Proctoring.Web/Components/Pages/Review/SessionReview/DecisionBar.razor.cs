using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The buttons of a reviewer, each with its key, always in the same place.</summary>
public sealed partial class DecisionBar
{
    [CascadingParameter]
    CaseActions Desk { get; set; } = null!;

    /// <summary>The desk has changed, and the page around with it.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    string Many => Desk.WithAlike ? $" all {Desk.Alike!.Flags.Count}" : "";

    string Open(CasePanel panel) => Desk.Panel == panel ? "true" : "false";

    async Task ActAsync(MouseEventArgs click, Func<Task> act)
    {
        // The second half of a double click would be for the next flag, which nobody has looked at.
        if (click.Detail > 1)
            return;
        await act();
        await Changed.InvokeAsync();
    }

    Task Toggle(CasePanel panel)
    {
        Desk.Toggle(panel);
        return Changed.InvokeAsync();
    }

    Task ToggleAlike()
    {
        Desk.ToggleAlike();
        return Changed.InvokeAsync();
    }
}
