using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Shows what the candidate reads, without solutions and before shuffling and drawing.</summary>
public sealed partial class ExamPreview
{
    [Parameter, EditorRequired]
    public ExamContent Content { get; set; } = null!;

    ElementReference place;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    protected override Task OnAfterRenderAsync(bool firstRender) => FormulaScript.DrawAsync(Browser, place);

    MarkupString Html(string markdown) => (MarkupString)MarkdownPreview.Html(markdown, Content.Files);
}
