using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Keeps a dollar sign before a space as text: "$ 5 or $ 6" are amounts, and a formula begins without a space.</summary>
internal sealed class SpacedDollars : InlineParser, IMarkdownExtension
{
    public SpacedDollars() => OpeningCharacters = ['$'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        if (slice.PeekCharExtra(-1) == '$' || !slice.PeekChar().IsWhitespace())
            return false;
        var place = processor.GetSourcePosition(slice.Start, out var line, out var column);
        processor.Inline = new LiteralInline("$")
        {
            Span = new SourceSpan(place, place),
            Line = line,
            Column = column,
        };
        slice.SkipChar();
        return true;
    }

    /// <summary>Puts the parser before that of formulas, which is set up earlier and ignores the space.</summary>
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, this);

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) { }
}
