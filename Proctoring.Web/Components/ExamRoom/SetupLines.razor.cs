using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows the lines of the system check, each with its state in words and what to do.</summary>
public sealed partial class SetupLines
{
    [Parameter, EditorRequired]
    public IReadOnlyList<SetupResult> Results { get; set; } = [];

    [Parameter]
    public bool Running { get; set; }

    static string IconOf(SetupState state) =>
        state switch
        {
            SetupState.Good => Icons.Material.Outlined.CheckCircle,
            SetupState.Note => Icons.Material.Outlined.Info,
            _ => Icons.Material.Outlined.ErrorOutline,
        };
}
