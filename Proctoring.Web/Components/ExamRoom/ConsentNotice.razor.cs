using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Running;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What is watched, what is kept and who sees it, with the box to agree.</summary>
public sealed partial class ConsentNotice
{
    /// <summary>The frame that we are in; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>The policy keeps the seconds of sound around a flag of speech.</summary>
    [Parameter, EditorRequired]
    public bool KeepsSound { get; set; }

    [Parameter]
    public bool Agreed { get; set; }

    [Parameter]
    public EventCallback<bool> AgreedChanged { get; set; }

    static string Seconds => DisplayText.Count((long)AudioBuffer.Longest.TotalSeconds, "second");
}
