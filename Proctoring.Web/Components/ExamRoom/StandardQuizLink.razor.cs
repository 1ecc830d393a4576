using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The link to the same quiz without proctoring, if there is one.</summary>
public sealed partial class StandardQuizLink
{
    [Parameter]
    public string? ExamSlug { get; set; }

    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }
}
