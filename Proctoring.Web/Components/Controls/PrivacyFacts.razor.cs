using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Components.Controls;

/// <summary>States who is responsible for the candidate's data, how long it is stored and whom to write to.</summary>
public sealed partial class PrivacyFacts
{
    /// <summary>Whether they concern practice, which has its own period.</summary>
    [Parameter]
    public bool Practice { get; set; }

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;
}
