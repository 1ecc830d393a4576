using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Shows the messages to the candidate of a running session, and sends the next one.</summary>
public sealed partial class ProctorMessages
{
    static readonly string[] Quick = ["Face", "Close", "Fine"];

    string? text;
    string? trouble;
    bool busy;

    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    /// <summary>The oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CaseMessage> Messages { get; set; } = [];

    [Parameter]
    public bool CanWrite { get; set; }

    [Parameter]
    public EventCallback OnSent { get; set; }

    [Inject]
    Interventions Interventions { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    async Task SendAsync()
    {
        (busy, trouble) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Intervene) is not { } viewer)
                return;
            trouble = ReviewText.Trouble(await Interventions.WriteAsync(viewer, SessionId, text, default));
            if (trouble is null)
                text = null;
        }
        catch (ValidationException mistake)
        {
            trouble = L["Messages_NotSent", mistake.Message];
        }
        finally
        {
            busy = false;
        }

        await OnSent.InvokeAsync();
    }

    string At(DateTime time) => Clock.TimeWithSeconds(time);
}
