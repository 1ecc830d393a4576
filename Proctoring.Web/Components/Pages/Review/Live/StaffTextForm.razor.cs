using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Takes one text of a proctor about a running session, such as a message or a note. A text that is refused stays in the
/// field.</summary>
public sealed partial class StaffTextForm
{
    string? trouble;
    bool busy;

    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public EventCallback<string?> TextChanged { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Button { get; set; } = "";

    [Parameter, EditorRequired]
    public int MaxLength { get; set; }

    [Parameter, EditorRequired]
    public string InputId { get; set; } = "";

    [Parameter, EditorRequired]
    public string ButtonId { get; set; } = "";

    /// <summary>Whether it is the main act of its part of the page.</summary>
    [Parameter]
    public bool Main { get; set; }

    /// <summary>Stores the text.</summary>
    [Parameter, EditorRequired]
    public Func<StaffViewer, string?, Task<ReviewOutcome>> Store { get; set; } = null!;

    /// <summary>Called after each attempt.</summary>
    [Parameter]
    public EventCallback OnStored { get; set; }

    [Inject]
    StaffAccess Access { get; set; } = null!;

    async Task SendAsync()
    {
        // The browser disables the button later than a second click can come, and a form is also sent with Enter.
        if (busy)
            return;
        (busy, trouble) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Intervene) is not { } viewer)
                return;
            trouble = ReviewText.Trouble(await Store(viewer, Text));
            if (trouble is null)
                await TextChanged.InvokeAsync(null);
        }
        catch (ValidationException mistake)
        {
            trouble = L["Messages_NotSent", RefusalOnPage.Part(mistake)];
        }
        finally
        {
            busy = false;
        }

        await OnStored.InvokeAsync();
    }
}
