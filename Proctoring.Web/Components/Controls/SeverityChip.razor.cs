using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows a severity with its icon, word and colour.</summary>
public sealed partial class SeverityChip
{
    [Parameter, EditorRequired]
    public Severity Severity { get; set; }
}
