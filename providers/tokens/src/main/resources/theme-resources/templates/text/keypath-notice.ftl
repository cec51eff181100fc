<#ftl output_format="plainText">
${msg("kpNoticeText_" + kind, realmTitle)}

    ${tokenName}
    ${msg("kpNoticeKind_" + tokenKind)}, …${tokenHint}
<#if tokenEnd != "">
    ${msg("kpNoticeEnd", tokenEnd)}
</#if>

${msg("kpNoticeAdvice_" + kind)}
