using Microsoft.AspNetCore.Components;

namespace TapeDeck.Client.Pages.Rules;

/// <summary>A rule set that is not kept yet: a page of its own, since each page has one address.</summary>
[Route("/rules/new")]
public sealed class NewRuleSetPage : RuleSetPage;
