using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows the rules and the permitted aids of an exam before its start; nothing if the exam has none.</summary>
public sealed partial class ExamRulesNotice
{
    [Parameter, EditorRequired]
    public ExamRules? Rules { get; set; }

    /// <summary>The language of the exam's own text; empty if unknown.</summary>
    [Parameter]
    public string Language { get; set; } = "";
}
