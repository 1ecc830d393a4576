using Microsoft.AspNetCore.Components;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Shows what the candidate reads, without solutions and before shuffling and drawing.</summary>
public sealed partial class ExamPreview
{
    [Parameter, EditorRequired]
    public ExamContent Content { get; set; } = null!;

    MarkupString Html(string markdown) => (MarkupString)MarkdownPreview.Html(markdown, Content.Files);
}
