using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.Pages.Manage.ExamList;

/// <summary>Asks for the title of an exam, or another name.</summary>
public sealed partial class TitleDialog
{
    string title = "";

    [Parameter, EditorRequired]
    public string Heading { get; set; } = "";

    [Parameter]
    public string Label { get; set; } = "Title";

    /// <summary>The title to begin with.</summary>
    [Parameter]
    public string Start { get; set; } = "";

    /// <summary>What the button does.</summary>
    [Parameter, EditorRequired]
    public string Button { get; set; } = "";

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    protected override void OnInitialized() => title = Start;

    void Save() => Dialog.Close(title.Trim());
}
