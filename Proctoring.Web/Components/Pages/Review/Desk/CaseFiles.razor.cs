using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.Pages.Review.Desk;

/// <summary>The files of a finished session's report.</summary>
public sealed partial class CaseFiles
{
    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    [Parameter, EditorRequired]
    public SessionStatus Status { get; set; }

    bool Over => Status is not (SessionStatus.Preparing or SessionStatus.Running);
}
