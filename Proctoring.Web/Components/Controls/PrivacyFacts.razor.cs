using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Components.Controls;

/// <summary>States who is responsible for the candidate's data, how long it is stored and whom to write to.</summary>
public sealed partial class PrivacyFacts
{
    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;
}
