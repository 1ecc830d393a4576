using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The way out to the same quiz without proctoring, where there is one.</summary>
public sealed partial class StandardQuizLink
{
    [Parameter]
    public string? ExamSlug { get; set; }

    /// <summary>The frame that we are in; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }
}
