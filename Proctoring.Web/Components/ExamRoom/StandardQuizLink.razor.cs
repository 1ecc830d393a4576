using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The way out to the same quiz without proctoring, where there is one.</summary>
public sealed partial class StandardQuizLink
{
    [Parameter]
    public string? ExamSlug { get; set; }
}
