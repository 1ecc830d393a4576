using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Review.Desk;

/// <summary>The buttons of a reviewer, each with its key, always in the same place.</summary>
public sealed partial class DecisionBar
{
    [CascadingParameter]
    CaseDesk Desk { get; set; } = null!;

    /// <summary>The desk has changed, and the page around with it.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    string Many => Desk.WithAlike ? $" all {Desk.Alike!.Flags.Count}" : "";

    string Open(DeskPanel panel) => Desk.Panel == panel ? "true" : "false";

    async Task ActAsync(Task act)
    {
        await act;
        await Changed.InvokeAsync();
    }

    Task Toggle(DeskPanel panel)
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
